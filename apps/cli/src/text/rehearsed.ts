import type { KindId } from '@foreseen/facts'
import { kinds } from '@foreseen/facts'
import { printable } from '@foreseen/x509'
import type { ReportUse } from '../rehearse/measured.ts'
import { countText, listText } from './amounts.ts'
import { dateText } from './dates.ts'
import { cutMiddle, wrap } from './width.ts'

const maxNames = 6

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, maxNames).map(name => cutMiddle(printable(name), 60))
  return listText(names.length > maxNames ? [...shown, `${names.length - maxNames} more`] : shown)
}

const pairs = (use: ReportUse): string =>
  namesText(use.used.map(({ release, endpoint }) => `${release} at ${endpoint.replace(/:443$/, '')}`))

/** One report: what it was used for, and what of it nobody asked about. */
export function reportText(use: ReportUse, nowMs: number): string {
  const head = `Rehearsed on ${dateText(use.atMs, nowMs)}, by ${printable(use.file)}`
  const used = use.used.length === 0 ? 'nothing of it concerns what was asked' : pairs(use)
  const clients =
    use.unknownClients.length === 0
      ? ''
      : ` Not used: ${namesText(use.unknownClients)}, ${use.unknownClients.length === 1 ? 'which is no release' : 'which are no releases'} given here; name a release as it was rehearsed with --release NAME=PATH.`
  const hosts =
    use.unknownHosts.length === 0
      ? ''
      : ` ${countText(use.unknownHosts.length, 'host')} of it ${use.unknownHosts.length === 1 ? 'was' : 'were'} not asked about: ${namesText(use.unknownHosts)}.`
  return `${head}: ${used}.${clients}${hosts}`
}

/** What became of each report of `--rehearsed`. */
export function reportLines(uses: readonly ReportUse[], nowMs: number, room: number): string[] {
  return uses.flatMap(use => wrap(reportText(use, nowMs), room, '  '))
}

/** A finding that only running a client shows: `accepts-invalid: a client that ...`. */
export function rehearsedKindText(id: KindId): string {
  const kind = kinds.find(item => item.id === id)
  return `${id}, seen in the rehearsal: ${kind?.title ?? id}. ${kind?.breaks ?? ''}`.trim()
}
