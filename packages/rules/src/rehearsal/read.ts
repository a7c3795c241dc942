import { alertName, type RunRecord, type Verdict } from '@foreseen/facts'
import { type Connection, readConnections } from './connections.ts'
import { readUnreached } from './unreached.ts'
import { secondsOf, verdict } from './words.ts'

/** What the connections to one host come to: the best of them, and whether others did worse. */
interface HostReading {
  readonly host: string
  readonly verdict: Verdict
}

/**
 * One run by itself, without its baseline: what the wire shows, strongest evidence first (request or data, alert,
 * silent close, nothing). `hosts` are the names under rehearsal, where they are known.
 */
export function readRun(record: RunRecord, hosts: readonly string[] = []): Verdict {
  const { end, predicate } = record
  if (end.kind === 'not-started')
    return verdict('unsure', 'no-command', `could not be started: ${end.detail}`)
  if (predicate !== undefined)
    return predicate
      ? verdict('connects', 'predicate', 'what was said to show success was seen')
      : verdict('refuses', 'predicate', 'what was said to show success was not seen')
  if (record.mixed !== '') return verdict('unsure', 'mixed', record.mixed)
  const readings = readHosts(record)
  if (readings.length === 0) return readUnreached(record, hosts)
  const accepted = readings.find(({ verdict }) => verdict.kind === 'connects')
  const refused = readings.find(({ verdict }) => verdict.kind === 'refuses')
  if (accepted !== undefined && refused !== undefined)
    return {
      ...accepted.verdict,
      evidence: `${accepted.verdict.evidence} at ${accepted.host}; ${refused.host}: ${refused.verdict.evidence}`,
    }
  return (accepted ?? refused ?? readings[0])?.verdict ?? readUnreached(record, hosts)
}

/** One reading for each host that was shown a chain; wordless connections say nothing where others spoke. */
export function readHosts(record: RunRecord): readonly HostReading[] {
  const { rehearsed } = readConnections(record.events)
  const spoken = rehearsed.filter(connection => connection.reach !== 'wordless')
  const hosts = [...new Set(spoken.map(connection => connection.host))].sort()
  return hosts.map(host => ({
    host,
    verdict: readHost(
      spoken.filter(connection => connection.host === host),
      record,
    ),
  }))
}

function readHost(connections: readonly Connection[], record: RunRecord): Verdict {
  const accepted =
    connections.find(connection => connection.request !== '') ??
    connections.find(connection => connection.reach === 'data')
  const worse = connections.filter(connection => connection.reach !== 'data')
  const failed = worse.map(connection => readRefusal(connection, record))
  const refused = (['alert', 'cannot-speak', 'handshake-closed', 'closed-after-handshake'] as const)
    .map(reason => failed.find(each => each.reason === reason))
    .find(each => each !== undefined)
  if (accepted === undefined) return refused ?? failed[0] ?? verdict('unsure', 'idle', 'no connection ended')
  const evidence =
    accepted.request === '' ? 'application data arrived' : `a request arrived (${accepted.request})`
  const against = refused === undefined ? '' : `; another connection was ${refused.evidence}`
  return verdict('connects', accepted.request === '' ? 'data' : 'request', evidence + against)
}

/** 40, 70 and 71 are what a client says that finds no common version, cipher or signature (RFC 8446 section 6). */
const speechless: readonly number[] = [40, 70, 71]

/** `close_notify` and `user_canceled` end a connection without saying that anything is wrong with it. */
const wordless: readonly number[] = [0, 90]

/** Handshakes that the stage itself had to give up, in the words of the stage's TLS library. */
const noCommonGround =
  /no shared|no suitable|no protocols|unsupported protocol|version too low|no application protocol/i

/** A run that had to be ended closes its connections then, a moment before or after the process is seen to end. */
const endSlackMs = 250

function readRefusal(connection: Connection, record: RunRecord): Verdict {
  const { alert, reach } = connection
  const where = reach === 'secured' ? 'after the handshake' : 'in the handshake'
  if (alert !== undefined && !wordless.includes(alert)) {
    const name = alertName(alert)
    const evidence = `refused ${where} with alert ${alert}${name.startsWith('alert') ? '' : ` (${name})`}`
    return verdict('refuses', speechless.includes(alert) ? 'cannot-speak' : 'alert', evidence)
  }
  if (reach !== 'secured' && noCommonGround.test(connection.detail))
    return verdict(
      'refuses',
      'cannot-speak',
      `left in the handshake for want of common ground: ${connection.detail}`,
    )
  if (stoodUntilTheEnd(connection, record)) return readStanding(connection, record)
  const died = record.end.kind === 'signal' ? `, and the client died by ${record.end.signal}` : ''
  return reach === 'secured'
    ? verdict(
        'refuses',
        'closed-after-handshake',
        `closed after the handshake without a byte of application data${died}`,
      )
    : verdict('refuses', 'handshake-closed', `closed in the handshake without an alert${died}`)
}

/** Only a client that had to be ended leaves a connection standing: one that ends by itself closes it. */
function stoodUntilTheEnd({ closedMs }: Connection, { end, durationMs }: RunRecord): boolean {
  if (end.kind !== 'timeout' && end.kind !== 'flood') return false
  return closedMs === undefined || closedMs >= durationMs - endSlackMs
}

function readStanding({ reach }: Connection, { end, durationMs }: RunRecord): Verdict {
  if (end.kind === 'flood')
    return verdict('unsure', 'flood', 'it wrote more than is allowed before it sent anything')
  const spent = `until it was ended after ${secondsOf(durationMs)}`
  return reach === 'secured'
    ? verdict('unsure', 'idle', `completed the handshake and sent nothing ${spent}`)
    : verdict('unsure', 'hung', `stood in the handshake ${spent}`)
}
