import { diskCodes, type ScanTotals, scanCodes, type Unseen } from '@foreseen/facts'
import { printable } from '@foreseen/x509'
import { bytesText, countText, digitsText, elapsedText, rateText } from './amounts.ts'
import { pathLines } from './place.ts'
import { wrap } from './width.ts'

const reasonText: Readonly<Record<Unseen['reason'], string>> = {
  sealed: 'sealed',
  limit: 'over a limit',
  unsupported: 'of an unsupported format',
  truncated: 'truncated',
  damaged: 'damaged',
  unreadable: 'unreadable',
  changed: 'changed while read',
  special: 'not a regular file',
}

/** `3 places (2 sealed, 1 damaged)`. */
export function unseenCount(unseen: readonly Unseen[]): string {
  const counts = new Map<Unseen['reason'], number>()
  for (const { reason } of unseen) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const parts = [...counts].map(([reason, count]) => `${digitsText(count)} ${reasonText[reason]}`)
  return `${countText(unseen.length, 'place')} (${parts.join(', ')})`
}

/** One sentence: files, bytes, rate, containers, and what could not be seen. */
export function lookedLines(
  totals: ScanTotals,
  unseen: readonly Unseen[],
  elapsedMs: number,
  room: number,
): string[] {
  const rate = rateText(totals.bytes, elapsedMs)
  const read = `${countText(totals.files, 'file')}, ${bytesText(totals.bytes)} in ${elapsedText(elapsedMs)}${rate === '' ? '' : ` (${rate})`}`
  const opened =
    totals.containers === 0
      ? 'no container opened'
      : `${countText(totals.containers, 'container')} opened (${countText(totals.members, 'member')}, ${bytesText(totals.inflatedBytes)})`
  const missed = unseen.length === 0 ? 'nothing was left unseen' : `could not look at ${unseenCount(unseen)}`
  return wrap(`Looked at ${read}; ${opened}; ${missed}.`, room)
}

const shownOfCode = 3

/** What to do about an unseen thing, from the catalogues of codes; '' where there is nothing to say. */
function remedyOf(code: string): string {
  return [...scanCodes, ...diskCodes].find(item => item.code === code)?.remedy ?? ''
}

function codeLines(code: string, own: readonly Unseen[], room: number): string[] {
  const more = own.length - shownOfCode
  return [
    ...own
      .slice(0, shownOfCode)
      .flatMap(({ path, detail }) => [
        ...pathLines(path, room - 2).map(line => `  ${line}`),
        ...wrap(printable(detail), room - 4).map(line => `    ${line}`),
      ]),
    ...(more > 0 ? [`  and ${countText(more, 'more place')} like it; the machine formats list all`] : []),
    ...wrap(`[${code}] ${remedyOf(code)}`.trimEnd(), room - 4).map(line => `    ${line}`),
  ]
}

/** What could not be looked at, by code: the first places with their reasons, and what to do about it. */
export function unseenLines(unseen: readonly Unseen[], room: number): string[] {
  if (unseen.length === 0) return []
  const byCode = Map.groupBy(unseen, ({ code }) => code)
  return ['Not looked at:', ...[...byCode].flatMap(([code, own]) => codeLines(code, own, room))]
}
