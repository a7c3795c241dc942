import { certificateTextOf, type ServedCertificate } from '@foreseen/facts'
import { dateText } from './dates.ts'
import type { Style } from './style.ts'
import { cutMiddle, wrap } from './width.ts'

/** Long chains are cut in the text: the JSON holds all. */
const maxShown = 12

function certificateLines(
  served: ServedCertificate,
  index: number,
  nowMs: number,
  style: Style,
  room: number,
): string[] {
  const text = certificateTextOf(served.der)
  const short = `${served.sha256.slice(0, 12)}...${served.sha256.slice(-4)}`
  if (text === undefined)
    return [`  ${index + 1}  does not parse as a certificate, ${served.der.length} bytes  ${short}`]
  const ended = text.notAfterMs < nowMs
  const ends = `${ended ? 'ended' : 'ends'} ${dateText(text.notAfterMs, nowMs)}`
  const begins = text.notBeforeMs > nowMs ? `not valid before ${dateText(text.notBeforeMs, nowMs)}, ` : ''
  const validity = `${begins}${ends}`
  return [
    `  ${index + 1}  ${cutMiddle(text.subject || '(no subject)', room - 5)}`,
    style.faint(`     issued by ${cutMiddle(text.issuer || '(no issuer)', room - 15)}`),
    ...wrap(`${text.key}, ${validity}`, room - 5).map(line => `     ${ended ? style.alarm(line) : line}`),
    style.faint(`     sha256 ${short}`),
  ]
}

/** A chain as it was sent, certificate by certificate. */
export function chainLines(
  chain: readonly ServedCertificate[],
  nowMs: number,
  style: Style,
  room: number,
): string[] {
  const lines = chain
    .slice(0, maxShown)
    .flatMap((served, index) => certificateLines(served, index, nowMs, style, room))
  const more = chain.length - maxShown
  return more > 0 ? [...lines, `  and ${more} more; --format json has them all`] : lines
}
