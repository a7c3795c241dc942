import type { TlsAlert } from '@foreseen/facts'

/** Why an observation ended without a chain; caught once in `observe.ts` and turned into a record. */
export class ObservationFailure extends Error {
  readonly code: string
  readonly alert: TlsAlert | undefined

  constructor(code: string, detail: string, alert?: TlsAlert) {
    super(detail)
    this.name = 'ObservationFailure'
    this.code = code
    this.alert = alert
  }
}

/** The failure for bytes that break the rules of TLS. */
export function malformed(detail: string): ObservationFailure {
  return new ObservationFailure('tls-malformed', detail)
}

/** Bytes from the wire as text that may be printed: anything but ASCII is written as `\xNN`. */
export function quoteBytes(bytes: Uint8Array, maxLength = 80): string {
  let text = ''
  for (const byte of bytes.subarray(0, maxLength)) {
    const shown = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
    text += shown ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return `"${text}${bytes.length > maxLength ? '...' : ''}"`
}
