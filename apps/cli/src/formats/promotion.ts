import { isoTime, promotionSchema } from '@foreseen/facts'
import { type GateReport, gateExit } from '../gate/report.ts'

const orNull = (text: string): string | null => (text === '' ? null : text)

/** What a run of the gate came to, as JSON. No key material. */
export function* promotionJson(report: GateReport): Generator<string> {
  const { outcome, host, atMs, staged, currentEndMs, decision, deployment, serving, notes, done } = report
  const document = {
    schema: promotionSchema,
    at: isoTime(atMs),
    host,
    outcome,
    exit: gateExit(report),
    staged:
      staged === undefined
        ? null
        : {
            chainSha256: staged.chainSha256,
            sha256: staged.sha256,
            notBefore: isoTime(staged.notBeforeMs),
            notAfter: isoTime(staged.notAfterMs),
          },
    currentNotAfter: isoTime(currentEndMs),
    decision:
      decision === undefined
        ? null
        : {
            outcome: decision.outcome,
            rule: decision.rule,
            sentences: decision.sentences,
            next: orNull(decision.next),
            approvedBy: orNull(decision.approvedBy),
            shares: decision.shares,
            releases: decision.standings.map(each => ({ ...each, reason: orNull(each.reason) })),
          },
    deployment:
      deployment === undefined
        ? null
        : {
            generation: deployment.generation || null,
            live: deployment.live || null,
            previous: deployment.previous || null,
            command: !deployment.ranCommand ? 'none' : deployment.code === '' ? 'succeeded' : 'failed',
            code: orNull(deployment.code),
            detail: orNull(deployment.detail),
            again: orNull(deployment.againDetail),
          },
    serving: serving === undefined ? null : { ...serving },
    notes,
    rehearsal: done,
  }
  yield `${JSON.stringify(document, null, 2)}\n`
}
