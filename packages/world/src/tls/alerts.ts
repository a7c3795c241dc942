import { alertName, type TlsAlert } from '@foreseen/facts'

/** An alert from its two bytes (RFC 8446 section 6). */
export function readAlert(level: number, number: number): TlsAlert {
  return {
    number,
    name: alertName(number),
    level: level === 1 ? 'warning' : 'fatal',
  }
}
