/** What a report comes to: clients with their cells as the ledger keeps them, and what is said of all of them. */
import type { RehearsalKind, RehearsedCell, RehearsedClient, RunRecord } from '@foreseen/facts'
import type { RunOutcome } from '@foreseen/ledger'
import { Refusal } from '../http/refusal.ts'
import type { Report } from './report-shape.ts'

type SentClient = Report['clients'][number]
type SentCell = SentClient['cells'][number]
type SentRun = SentCell['runs'][number]

const twice = (at: string, what: string): Refusal =>
  new Refusal('server-invalid', 'The report says one thing twice.', {
    parts: [{ at: `body/${at}`, detail: `There is ${what} before it.` }],
  })

/** Refuses what stands twice: one of the two would be lost. */
function demandOnce(keys: readonly string[], at: string, what: string): void {
  const seen = new Set<string>()
  keys.forEach((key, index) => {
    if (seen.has(key)) throw twice(`${at}/${index}`, what)
    seen.add(key)
  })
}

function recordOf(client: string, { scenario, trust }: SentCell, run: SentRun): RunRecord {
  const events = run.events.map(event =>
    event.kind === 'refused' || event.kind === 'broke' ? { ...event, alert: event.alert } : event,
  )
  return { ...run, client, scenario, trust, events, predicate: run.predicate ?? undefined }
}

function cellOf(client: string, cell: SentCell): RehearsedCell {
  const { scenario, trust, verdict, reason, evidence, clock, runs } = cell
  return {
    scenario,
    trust,
    verdict: { kind: verdict, reason, evidence },
    predicted: cell.predicted ?? undefined,
    disagreement: cell.disagreement ?? undefined,
    clock,
    records: runs.map(run => recordOf(client, cell, run)),
  }
}

function clientOf(sent: SentClient, at: number): RehearsedClient {
  const { client, kind, pin, sentence, basis, accepts, cells } = sent
  const keys = cells.map(({ scenario, trust }) => `${scenario} ${trust}`)
  demandOnce(keys, `clients/${at}/cells`, 'a cell of this scenario and trust store')
  cells.forEach(({ runs }, cell) => {
    const attempts = runs.map(({ attempt }) => String(attempt))
    demandOnce(attempts, `clients/${at}/cells/${cell}/runs`, 'a run of this attempt')
  })
  return {
    client,
    kind,
    pin: { kind: pin, sentence, basis },
    accepts,
    cells: cells.map(cell => cellOf(client, cell)),
  }
}

/** One kind of rehearsal out of a report. */
export interface ReportPart {
  readonly kind: RehearsalKind
  readonly clients: readonly RehearsedClient[]
  readonly outcome: RunOutcome
}

const sandboxOf = ({ method, guarantees }: Report['rehearsals'][number]['sandbox']) => ({
  method,
  noPacketLeaves: guarantees.noPacketLeaves,
  gaps: guarantees.gaps,
})

function outcomeOf(report: Report, kind: RehearsalKind): RunOutcome {
  const part = report.rehearsals.find(rehearsal => rehearsal.kind === kind)
  return {
    answer: report.answer,
    hosts: report.hosts.map(({ endpoint }) => endpoint),
    scenarios: (part?.scenarios ?? []).map(({ id, title, kind, about }) => ({ id, title, kind, about })),
    sandbox: part === undefined ? null : sandboxOf(part.sandbox),
  }
}

/** The kinds of a report apart: they are never in one list of cells. Errors: `server-invalid`. */
export function reportParts(report: Report): readonly ReportPart[] {
  const names = report.clients.map(({ client, kind }) => `${kind} ${client}`)
  demandOnce(names, 'clients', 'a client of this name and kind')
  const clients = report.clients.map(clientOf)
  const kinds = (['real', 'what-if'] as const).filter(kind => clients.some(client => client.kind === kind))
  return kinds.map(kind => ({
    kind,
    clients: clients.filter(client => client.kind === kind),
    outcome: outcomeOf(report, kind),
  }))
}

/** When a rehearsal was made, milliseconds. Errors: `server-invalid`. */
export function reportTimes(report: Report): { readonly startedMs: number; readonly endedMs: number } {
  const startedMs = Date.parse(report.at)
  if (!Number.isFinite(startedMs))
    throw new Refusal('server-invalid', 'One part of the request is wrong.', {
      parts: [{ at: 'body/at', detail: 'There is no such time.' }],
    })
  return { startedMs, endedMs: startedMs + report.elapsedMs }
}

/** Name and version of the program that made a report; ''. */
export const reportProgram = ({ tools }: Report): string =>
  tools.foreseen === undefined ? '' : `foreseen ${tools.foreseen}`
