import { note } from './deviations.ts'
import { contentOf, type Element, readChildren } from './element.ts'
import type { Problem } from './problem.ts'
import { decodeTime } from './time.ts'

// RFC 5280 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on.
const YEAR_2050_MS = 2_524_608_000_000

/** Reads one time of a Validity, SignerInfo or CRL; NaN when it names no instant, with a deviation. */
export function readTime(bytes: Uint8Array, element: Element, problems: Problem[]): number {
  const { ms, exact } = decodeTime(element.tag, contentOf(bytes, element))
  if (Number.isNaN(ms)) note(problems, 'x509-time-unreadable', element.start, 'A time names no instant.')
  else if (!exact)
    note(
      problems,
      'x509-time-form',
      element.start,
      'A time is not written with seconds, without fraction, in UTC.',
    )
  else if (element.tag === 24 && ms < YEAR_2050_MS) {
    note(
      problems,
      'x509-time-type',
      element.start,
      'A time before 2050 is a GeneralizedTime; UTCTime is asked for.',
    )
  }
  return ms
}

/** Both times of a Validity (RFC 5280 4.1.2.5), inclusive, in milliseconds. */
export function readValidity(
  bytes: Uint8Array,
  element: Element,
  problems: Problem[],
): { notBeforeMs: number; notAfterMs: number } {
  const [before, after] = readChildren(bytes, element, 2) ?? []
  const notBeforeMs = before ? readTime(bytes, before, problems) : Number.NaN
  const notAfterMs = after ? readTime(bytes, after, problems) : Number.NaN
  if (notBeforeMs > notAfterMs) {
    note(problems, 'x509-validity-reversed', element.start, 'The validity ends before it begins.')
  }
  return { notBeforeMs, notAfterMs }
}
