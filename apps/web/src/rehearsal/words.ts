/** What the marks of the matrix mean, in words. */
import {
  alertName,
  type Disagreement,
  type Outcome,
  type PinKind,
  type RehearsalKind,
  type RunRecord,
  type ScenarioKind,
  type ShownRun,
  type TrustStore,
  type VerdictKind,
  type WireEvent,
  type WronglyAccepted,
} from '@foreseen/facts'

export const verdictWords: Readonly<Record<VerdictKind, string>> = {
  connects: 'connects',
  refuses: 'refuses',
  unsure: 'unsure',
  'not-run': 'not run',
}

export const predictedWords: Readonly<Record<Outcome, string>> = {
  breaks: 'refuses',
  'may-break': 'may refuse',
  survives: 'connects',
}

/** In a cell of a table. */
export const kindNames: Readonly<Record<RehearsalKind, string>> = {
  real: 'to go live',
  'what-if': 'what if',
}

export const kindWords: Readonly<Record<RehearsalKind, string>> = {
  real: 'the chain that is to go live',
  'what-if': 'what may come, by a rehearsal CA',
}

export const pinWords: Readonly<Record<PinKind, string>> = {
  none: 'no pin',
  certificate: 'certificate',
  'leaf-key': 'leaf key',
  intermediate: 'intermediate',
  root: 'root',
  'stale-trust': 'stale trust',
  unknown: 'unknown',
}

/** Of certificates. */
export const acceptedWords: Readonly<Record<WronglyAccepted, string>> = {
  expired: 'expired',
  'not-yet-valid': 'not yet valid',
  'wrong-host': 'of another host',
  untrusted: 'of an unknown CA',
}

export const disagreementWords: Readonly<Record<Disagreement, string>> = {
  'false-pin': 'Search says that it breaks, and it connects: a false pin.',
  'dead-pin': 'It refuses what is served today already: a dead pin.',
  'unseen-pin': 'It refuses, and search found nothing that explains it: an unseen pin.',
}

export const trustWords: Readonly<Record<TrustStore, string>> = {
  old: 'where only the old root is trusted',
  both: 'where both roots are trusted',
  new: 'where only the new root is trusted',
  host: "with the machine's own trust",
}

/** Over scenarios of one kind; '' for the one that needs no words. */
export const groupTitles: Readonly<Record<ScenarioKind, string>> = {
  baseline: '',
  renewal: 'renewals: it must connect',
  staged: 'to go live: it must connect',
  fault: 'faults: it must refuse',
}

/** How far a run is, in one clause. */
export function runWords({ state, share, text }: ShownRun): string {
  if (state === 'running') return `running, ${Math.round(share * 100)} %`
  if (state === 'waiting') return text === '' ? 'waits for a runner' : 'waits for another runner'
  return state
}

/** `1.3 s`, `240 ms`. */
export const spanText = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toPrecision(2))} s`

const alertText = (alert: number | undefined): string =>
  alert === undefined ? 'without an alert' : `with alert ${alert} (${alertName(alert)})`

/** One thing that was seen on the wire. */
export function eventText(event: WireEvent): string {
  switch (event.kind) {
    case 'opened':
      return `opens a connection to ${event.address}:${event.port}`
    case 'hello':
      return `says hello, ${event.serverName === '' ? 'naming no host' : `asking for ${event.serverName}`}, up to ${event.version}${event.rehearsed ? '' : ' (not rehearsed)'}`
    case 'starttls':
      return `begins TLS by ${event.protocol}`
    case 'secured':
      return `completes the handshake: ${event.protocol}, ${event.cipher}${event.resumed ? ', resumed' : ''}`
    case 'refused':
      return `refuses ${alertText(event.alert)}${event.detail === '' ? '' : `: ${event.detail}`}`
    case 'data':
      return `sends ${event.bytes} bytes`
    case 'request':
      return `asks ${event.method} ${event.path}`
    case 'plain':
      return `asks ${event.host}${event.path} without TLS`
    case 'broke':
      return `breaks off after the handshake ${alertText(event.alert)}${event.detail === '' ? '' : `: ${event.detail}`}`
    case 'closed':
      return `closes; ${event.bytes} bytes came over it`
  }
}

/** How a run of the client ended. */
export function endText({ end, durationMs }: RunRecord): string {
  const after = `after ${spanText(durationMs)}`
  switch (end.kind) {
    case 'code':
      return `The client ended with code ${end.code} ${after}.`
    case 'signal':
      return `The client ended by ${end.signal} ${after}.`
    case 'timeout':
      return `The client was still running ${after} and was ended.`
    case 'flood':
      return `The client printed more than allowed and was ended ${after}.`
    case 'not-started':
      return `The client could not be started: ${end.detail}.`
  }
}
