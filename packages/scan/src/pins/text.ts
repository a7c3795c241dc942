import type { DetectorInput } from '../detectors/contract.ts'

/** Text around a hit, one character an octet; `start` is the offset of its first character. */
export interface TextAround {
  readonly text: string
  readonly start: number
}

const decoder = new TextDecoder('latin1')

/** Octets from `before` before `at` to `after` after it, clipped to the input. */
export function textAround(input: DetectorInput, at: number, before: number, after: number): TextAround {
  const from = Math.max(0, at - before)
  const { view, start } = input.bytes(from, at - from + after)
  return { text: decoder.decode(view), start }
}
