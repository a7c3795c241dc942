import { type Gate, gateOf, gateReachBytes } from './gates.ts'
import { needles } from './needles.ts'
import { type ByteSet, parsePattern } from './pattern.ts'

/** A needle made ready to compare. */
export interface CompiledNeedle {
  /** Index into `needles`. */
  readonly id: number
  readonly name: string
  readonly sets: readonly ByteSet[]
  readonly gate: Gate | undefined
}

/** The needles that stand at any offset, in the order of the table; those of `only: 'start'` are not the kernel's. */
export function compileNeedles(only?: ReadonlySet<string>): readonly CompiledNeedle[] {
  return needles.flatMap(({ name, pattern, only: place }, id) =>
    place === 'start' || (only !== undefined && !only.has(name))
      ? []
      : [{ id, name, sets: parsePattern(pattern), gate: gateOf[name] }],
  )
}

/** How far behind a needle's first byte the kernel may look: the longest needle or the furthest gate, less one. */
export function lookAheadOf(compiled: readonly CompiledNeedle[]): number {
  return Math.max(gateReachBytes, ...compiled.map(needle => needle.sets.length)) - 1
}
