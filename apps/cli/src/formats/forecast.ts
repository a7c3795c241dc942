import { type Breakage, certificateTextOf, type Evidence, isoTime, unseenRecord } from '@foreseen/facts'
import type { Checked } from '../check-run.ts'
import { observationRecord } from './observation.ts'

/** Name and version of the schema: `docs/formats/forecast.schema.json`. */
const forecastSchema = 'foreseen.forecast/1'

function evidenceRecord({ finding, role, object }: Evidence): object {
  const { at } = finding
  const certificate = finding.type === 'certificate' ? certificateTextOf(finding.der) : undefined
  return {
    role,
    object,
    type: finding.type,
    sha256: 'sha256' in finding ? finding.sha256 : null,
    spkiSha256: 'spkiSha256' in finding ? (finding.spkiSha256 ?? null) : null,
    digest: finding.type === 'pin' ? finding.digest : null,
    notAfter: isoTime(certificate?.notAfterMs),
    path: at.path,
    offset: at.offset,
    line: at.line ?? null,
    section: at.section ?? null,
    symbol: at.symbol ?? null,
    encoding: finding.encoding,
  }
}

/** A verdict as JSON: times in ISO 8601, evidence with its places. */
export function breakageRecord(breakage: Breakage): object {
  const { days } = breakage
  return {
    release: breakage.release,
    endpoint: breakage.endpoint,
    outcome: breakage.outcome,
    level: breakage.level,
    failsNow: breakage.failsNow,
    days: {
      earliest: isoTime(days.earliestMs),
      expected: isoTime(days.expectedMs),
      latest: isoTime(days.latestMs),
      basis: days.basis,
    },
    sentence: breakage.sentence,
    evidence: breakage.evidence.map(evidenceRecord),
    events: breakage.events.map(({ event, outcome, reason, atMs, expected, beyondHorizon }) => ({
      event,
      outcome,
      reason,
      at: isoTime(atMs),
      expected,
      beyondHorizon,
    })),
    assumptions: breakage.assumptions,
    remarks: breakage.remarks,
    nextAction: breakage.nextAction,
    measures: breakage.measures,
  }
}

/** What became of each report, and the kinds that only running a release shows. */
function rehearsedRecord({ rehearsed }: Checked): object {
  return {
    reports: rehearsed.uses.map(({ atMs, ...use }) => ({ ...use, at: isoTime(atMs) })),
    findings: [...rehearsed.kinds].flatMap(([release, kinds]) => kinds.map(kind => ({ release, kind }))),
  }
}

/** A whole check as one JSON document. */
export function* checkJson(checked: Checked): Generator<string> {
  const { answer, options, totals } = checked
  const document = {
    schema: forecastSchema,
    at: isoTime(options.atMs),
    horizonDays: options.horizonDays,
    plan: options.plan,
    answer,
    breakages: checked.breakages.map(breakageRecord),
    endpoints: checked.endpoints.map(({ endpoint, servedRole, observations, replaced }) => ({
      endpoint,
      servedFile: servedRole,
      observations: [...observations, ...replaced].map(observationRecord),
    })),
    releases: checked.releases.map(({ release, survey }) => ({
      ...release,
      findings: survey.findings.length,
      totals: survey.totals,
      unseen: survey.unseen.map(unseenRecord),
    })),
    ...(checked.rehearsed.uses.length === 0 ? {} : { rehearsed: rehearsedRecord(checked) }),
    totals,
    elapsedMs: Math.round(checked.elapsedMs),
  }
  yield `${JSON.stringify(document, null, 2)}\n`
}
