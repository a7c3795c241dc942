import { type NeedleName, needles } from './needles.ts'
import { type ByteSet, parsePattern } from './pattern.ts'

interface StartNeedle {
  readonly name: NeedleName
  readonly sets: readonly ByteSet[]
}

/** The needles that count at the very start only (`only: 'start'`), by their first byte. */
const byFirstByte: readonly (readonly StartNeedle[])[] = (() => {
  const all = needles
    .filter(needle => needle.only === 'start')
    .map(needle => ({ name: needle.name, sets: parsePattern(needle.pattern) }))
  return Array.from({ length: 256 }, (_, byte) =>
    all.filter(({ sets: [first] }) => first === undefined || first.has(byte)),
  )
})()

function stands({ sets }: StartNeedle, head: Uint8Array): boolean {
  return sets.length <= head.length && sets.every((set, i) => set === undefined || set.has(head[i] ?? -1))
}

/** Does one of the needles that only count at the very start stand there? Cheap for every file. */
export function hasStartNeedle(head: Uint8Array): boolean {
  const likely = byFirstByte[head[0] ?? 0]
  return likely !== undefined && likely.length > 0 && likely.some(needle => stands(needle, head))
}

/** The needles too weak for anywhere else that stand at the beginning of some bytes. */
export function needlesAtStart(head: Uint8Array): NeedleName[] {
  const likely = byFirstByte[head[0] ?? 0] ?? []
  return likely.filter(needle => stands(needle, head)).map(({ name }) => name)
}
