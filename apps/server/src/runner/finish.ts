/** What a runner measured, as the run that it had. */
import type { Attempt, By, ClientResult } from '@foreseen/ledger'
import { askForForecast } from '../forecast/ask.ts'
import { Refusal, type RefusedPart } from '../http/refusal.ts'
import type { Place } from '../place.ts'
import { reportParts } from '../rehearsal/report.ts'
import type { Report } from '../rehearsal/report-shape.ts'

/** The report is of what was asked for: the plan's clients, all of them, and its kind. */
function demandAsked(asked: readonly string[], kind: string, report: Report): void {
  const parts: RefusedPart[] = report.clients.flatMap(({ client, ...sent }, at) => [
    ...(asked.includes(client)
      ? []
      : [{ at: `body/report/clients/${at}/client`, detail: 'The run has no client of this name.' }]),
    ...(sent.kind === kind
      ? []
      : [{ at: `body/report/clients/${at}/kind`, detail: `The run is of the kind ${kind}.` }]),
  ])
  const given = new Set(report.clients.map(({ client }) => client))
  const isWhole = asked.every(name => given.has(name))
  if (!isWhole) parts.push({ at: 'body/report/clients', detail: 'Not all clients of the run are there.' })
  if (parts.length > 0) throw new Refusal('server-invalid', 'The report is not of this run.', { parts })
}

/** Stores it whole or not at all; answers whether anything changed. Errors: `server-invalid`, `ledger-lease-lost`. */
export async function finishRun(place: Place, by: By, attempt: Attempt, report: Report): Promise<boolean> {
  const { rehearsals } = place.ledger
  const run = await rehearsals.getRun(by.organisation, attempt.run)
  const plan = await rehearsals.getPlan(by.organisation, run.plan)
  demandAsked(
    plan.clients.map(({ name }) => name),
    run.kind,
    report,
  )
  const [part] = reportParts(report)
  if (part === undefined) return false
  const releases = new Map(plan.clients.map(({ name, release }) => [name, release]))
  const clients = part.clients.map((rehearsed): ClientResult => {
    const release = releases.get(rehearsed.client)
    return release === null || release === undefined ? { rehearsed } : { rehearsed, release }
  })
  const changed = await rehearsals.finishRun(by, attempt, { clients, digest: '', outcome: part.outcome })
  if (changed) await askForForecast(place)
  return changed
}
