import { type NeedleName, needles } from '../kernel/needles.ts'
import { parsePattern } from '../kernel/pattern.ts'

const startNeedles = needles
  .filter(needle => needle.only === 'start')
  .map(needle => ({ name: needle.name, sets: parsePattern(needle.pattern) }))

/** The needles too weak for anywhere else that stand at the beginning of some bytes. */
export function needlesAtStart(head: Uint8Array): NeedleName[] {
  return startNeedles
    .filter(
      ({ sets }) =>
        sets.length <= head.length && sets.every((set, i) => set === undefined || set.has(head[i] ?? -1)),
    )
    .map(({ name }) => name)
}
