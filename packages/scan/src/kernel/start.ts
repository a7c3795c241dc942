import { needles } from './needles.ts'
import { type ByteSet, parsePattern } from './pattern.ts'

const byFirstByte: readonly (readonly (readonly ByteSet[])[])[] = (() => {
  const patterns = needles.filter(({ only }) => only === 'start').map(({ pattern }) => parsePattern(pattern))
  return Array.from({ length: 256 }, (_, byte) =>
    patterns.filter(([first]) => first === undefined || first.has(byte)),
  )
})()

/** Does one of the needles that only count at the very start (`only: 'start'`) stand there? Cheap for every file. */
export function hasStartNeedle(head: Uint8Array): boolean {
  const patterns = byFirstByte[head[0] ?? 0]
  if (patterns === undefined || patterns.length === 0) return false
  return patterns.some(sets =>
    sets.every((set, k) => k < head.length && (set === undefined || set.has(head[k] ?? -1))),
  )
}
