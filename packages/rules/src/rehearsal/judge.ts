import type { RunRecord, Verdict, VerdictReason } from '@foreseen/facts'
import { readConnections } from './connections.ts'
import { readHosts, readRun } from './read.ts'
import { verdict } from './words.ts'

/**
 * One run by its difference to the same client's baseline, strongest evidence first: the user's predicate, a
 * request or data, an alert, a silent close that the baseline lacked, a change of the exit code, nothing.
 *
 * A client may send its request first and look at the certificate afterwards. Then the wire says yes and the
 * exit code says no: `unsure` for one run, and a refusal when a repetition ends the same way (`settle`), for
 * nothing else differs. The other way round the wire decides: Chromium ends with 0 when it refused.
 */
export function judgeRun(record: RunRecord, baseline: RunRecord, hosts: readonly string[] = []): Verdict {
  const own = readRun(record, hosts)
  if (record.end.kind === 'not-started') return own
  if (record.clock.kind === 'unmoved') return verdict('unsure', 'clock-unmoved', unmovedEvidence(record))
  if (own.reason === 'predicate' || own.reason === 'mixed') return own
  const base = readBaseline(baseline, hosts)
  if (own.kind === 'connects') return judgeAccepted(record, baseline, own, base)
  if (base.kind === 'connects') return own
  if (base.kind === 'refuses')
    return verdict('unsure', 'baseline-refuses', `${own.evidence}; what is served today is refused too`)
  return judgeBesideUnsure(record, baseline, own, base)
}

function unmovedEvidence({ clock }: RunRecord): string {
  return clock.kind === 'unmoved' ? `the client's clock did not move: ${clock.detail}` : ''
}

/** How a client ends a connection that only served to look at the certificate, and how one that refuses does. */
const quietCloses: Readonly<Partial<Record<VerdictReason, string>>> = {
  'closed-after-handshake': 'completes the handshake, sends nothing and ends with code 0',
  'handshake-closed': 'leaves at the end of the handshake without a word and ends with code 0',
}

/**
 * A baseline by itself. Leaving without a word and ending with code 0 is what a probe does that only looks at
 * the certificate, and also what a client does that refuses quietly: only a control that ends otherwise tells
 * the two apart (`shakesHandsOnly`). Node's client, for one, hangs up before its last flight is out.
 */
export function readBaseline(record: RunRecord, hosts: readonly string[] = []): Verdict {
  const own = readRun(record, hosts)
  const quiet = quietCloses[own.reason]
  const endsWell = record.end.kind === 'code' && record.end.code === 0
  return quiet !== undefined && endsWell ? verdict('unsure', 'idle', quiet) : own
}

/** Whether a baseline verdict is that of a client that only shakes hands, so that other runs may still tell. */
export function shakesHandsOnly(base: Verdict): boolean {
  return base.kind === 'unsure' && base.reason === 'idle'
}

function judgeAccepted(record: RunRecord, baseline: RunRecord, own: Verdict, base: Verdict): Verdict {
  const lost = lostHost(record, baseline)
  if (lost !== undefined) return lost
  const code = record.end.kind === 'code' ? record.end.code : undefined
  const before = baseline.end.kind === 'code' ? baseline.end.code : undefined
  if (base.kind !== 'connects' || before !== 0 || code === undefined || code === 0) return own
  return verdict(
    'unsure',
    'exit-code',
    `${own.evidence}, but it ended with code ${code} where today's certificate ends with 0`,
  )
}

/** A host that the baseline came to speak with and this run refused, though it spoke with others. */
function lostHost(record: RunRecord, baseline: RunRecord): Verdict | undefined {
  const before = readHosts(baseline).filter(({ verdict }) => verdict.kind === 'connects')
  const now = readHosts(record)
  const lost = now.find(
    ({ host, verdict }) => verdict.kind === 'refuses' && before.some(each => each.host === host),
  )
  if (lost === undefined) return undefined
  return { ...lost.verdict, evidence: `${lost.host}: ${lost.verdict.evidence}; other hosts were accepted` }
}

/**
 * The baseline sent nothing and was not refused. A run that came less far than it did was refused; one that came
 * as far and ended with another code was refused afterwards; one that ended alike says nothing yet.
 */
function judgeBesideUnsure(record: RunRecord, baseline: RunRecord, own: Verdict, base: Verdict): Verdict {
  if (shakesHandsOnly(base)) {
    const told = besideHandshake(record, baseline, own)
    if (told !== undefined) return told
  }
  if (own.kind === 'unsure' && !isSecured(record)) return own
  return verdict(
    'unsure',
    'baseline-unsure',
    `${own.evidence}; today's certificate tells no more: ${base.evidence}`,
  )
}

/** What a run says beside a baseline that only shook hands; `undefined` when it ended alike. */
function besideHandshake(record: RunRecord, baseline: RunRecord, own: Verdict): Verdict | undefined {
  if (own.reason === 'alert' || own.reason === 'cannot-speak') return own
  if (quietCloses[own.reason] === undefined) return undefined
  if (own.reason === 'handshake-closed' && isSecured(baseline)) return own
  if (own.reason === 'closed-after-handshake' && baseline.end.kind === 'timeout') return own
  const [before, now] = [endOf(baseline), endOf(record)]
  if (before === now) return undefined
  return verdict('refuses', 'exit-code', `${own.evidence} and ended with ${now} where it ends with ${before}`)
}

/** How a run ended, in words that are equal when it ended alike. */
export function endOf({ end }: RunRecord): string {
  if (end.kind === 'code') return `code ${end.code}`
  return end.kind === 'signal' ? end.signal : end.kind
}

const isSecured = (record: RunRecord): boolean =>
  readConnections(record.events).rehearsed.some(connection => connection.reach === 'secured')
