import type { DetectorInput } from '../detectors/contract.ts'
import { bytesAt } from '../structure/enclosing.ts'

/** Reads what Java's DataOutputStream writes; once something does not fit, `failed` stays true and all is zero. */
export interface JavaReader {
  readonly at: number
  readonly failed: boolean
  u8(): number
  u16(): number
  u32(): number
  /** Milliseconds since the epoch; NaN when no date a key store could have. */
  milliseconds(): number
  /** Modified UTF-8 with a 16-bit length; control characters are left out. */
  text(): string
  /** Steps over `lengthBytes` octets and tells where they start. */
  skip(lengthBytes: number): number
}

// 2200-01-01: entries are dated by the clock of the machine that made them.
const MAX_DATE_MS = 7_258_118_400_000

/** A reader from `start` in the input. */
export function javaReader(input: DetectorInput, start: number): JavaReader {
  let at = start
  let failed = false
  const take = (lengthBytes: number): Uint8Array => {
    const view = failed ? new Uint8Array(0) : bytesAt(input, at, lengthBytes)
    failed ||= view.length < lengthBytes
    if (!failed) at += lengthBytes
    return failed ? new Uint8Array(0) : view
  }
  const number = (lengthBytes: number): number =>
    take(lengthBytes).reduce((sum, octet) => sum * 256 + octet, 0)
  return {
    get at() {
      return at
    },
    get failed() {
      return failed
    },
    u8: () => number(1),
    u16: () => number(2),
    u32: () => number(4),
    milliseconds() {
      const date = number(8)
      return date <= MAX_DATE_MS ? date : Number.NaN
    },
    text() {
      const octets = take(number(2))
      return [...new TextDecoder().decode(octets)]
        .filter(char => char >= ' ' && !/[\x7f-\x9f]/.test(char))
        .join('')
    },
    skip(lengthBytes) {
      const from = at
      // The last octet must be there; those before it are not read.
      const last = lengthBytes > 0 ? bytesAt(input, at + lengthBytes - 1, 1) : new Uint8Array(1)
      failed ||= last.length === 0
      if (!failed) at += lengthBytes
      return from
    },
  }
}
