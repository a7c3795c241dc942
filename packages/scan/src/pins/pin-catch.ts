import type { PinForm, Within } from '@foreseen/facts'
import type { Catch, Span } from '../detectors/contract.ts'
import type { Digest } from './digest.ts'

/** What a form of pin says besides its digest. */
export interface PinContext {
  readonly form: PinForm
  readonly target: 'spki' | 'certificate' | 'unknown'
  readonly encoding: string
  readonly hosts?: readonly string[]
  readonly label?: string | undefined
  readonly within?: Within
  readonly expiresMs?: number | undefined
}

export function pinCatch(digest: Digest, { start, end }: Span, context: PinContext): Catch {
  const { form, target, encoding, hosts, label, within, expiresMs } = context
  return {
    type: 'pin',
    start,
    end,
    encoding,
    form,
    target,
    digestAlgorithm: digest.algorithm,
    digest: digest.octets,
    ...(hosts === undefined || hosts.length === 0 ? {} : { hosts }),
    ...(label === undefined || label === '' ? {} : { label }),
    ...(within === undefined ? {} : { within }),
    ...(expiresMs === undefined || Number.isNaN(expiresMs) ? {} : { expiresMs }),
  }
}

/** Midnight UTC of `2027-01-01`, NaN for anything else. */
export function dayMs(text: string | undefined): number {
  const [, year, month, day] = /^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ].{0,20})?\s*$/.exec(text ?? '') ?? []
  return year === undefined ? Number.NaN : Date.UTC(Number(year), Number(month) - 1, Number(day))
}
