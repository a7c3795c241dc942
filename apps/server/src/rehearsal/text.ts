/** Rows as the interface tells them. */
import { formatEndpoint, type ShownName, type ShownRehearsalPlan, type ShownRun } from '@foreseen/facts'
import { hasLapsed, LedgerFailure, type StoredPlan, type StoredRun } from '@foreseen/ledger'
import type { Static } from 'typebox'
import { maybeTime, timeText } from '../http/shapes.ts'
import type { Place } from '../place.ts'
import { releaseName } from '../release/name.ts'
import type { planShape, runShape } from './shape.ts'

/** A runner that is not heard of for so long loses its run. */
export const leaseMs = 60_000

/** A run that nobody works on any more waits, whatever its row still says: the next runner takes it. */
const isAbandoned = (run: StoredRun, nowMs: number): boolean =>
  run.state === 'running' && hasLapsed(run.untilMs, nowMs, leaseMs)

const abandonedText = ({ runner }: StoredRun): string =>
  `${runner === '' ? 'Its runner' : runner} is no longer heard of; the next runner with these clients takes it.`

export function runText(run: StoredRun, nowMs: number): Static<typeof runShape> & ShownRun {
  const abandoned = isAbandoned(run, nowMs)
  return {
    id: run.id,
    plan: { id: run.plan, name: run.planName },
    kind: run.kind,
    state: abandoned ? 'waiting' : run.state,
    runner: run.runner,
    program: run.program,
    created: timeText(run.createdMs),
    started: maybeTime(run.startedMs),
    ended: maybeTime(run.endedMs),
    share: run.state === 'done' ? 1 : run.share,
    text: abandoned ? abandonedText(run) : run.said,
  }
}

/** Releases by id, as people call them. Unknown ids are left out. */
export async function releaseNames(
  { ledger, organisation }: Place,
  ids: Iterable<string | null | undefined>,
): Promise<ReadonlyMap<string, ShownName>> {
  const wanted = [...new Set(ids)].filter(id => id !== null && id !== undefined)
  const rows = await Promise.all(wanted.map(id => ledger.releases.read(organisation, id)))
  return new Map(
    rows.flatMap(row =>
      row === undefined
        ? []
        : [[row.id, { id: row.id, name: releaseName(row.productName, row.version, row.platform) }] as const],
    ),
  )
}

async function endpointName({ ledger }: Place, id: string | null): Promise<ShownName | null> {
  if (id === null) return null
  try {
    return { id, name: formatEndpoint(await ledger.endpoints.get(id)) }
  } catch (error) {
    if (error instanceof LedgerFailure && error.code === 'ledger-missing') return null
    throw error
  }
}

/** Plans with the newest run of each. */
export async function planTexts(
  place: Place,
  plans: readonly StoredPlan[],
): Promise<(Static<typeof planShape> & ShownRehearsalPlan)[]> {
  const { ledger, organisation } = place
  const nowMs = place.now()
  const runs = await ledger.rehearsals.lastRuns(
    organisation,
    plans.map(({ id }) => id),
  )
  const named = plans.flatMap(({ clients }) => clients.map(({ release }) => release))
  const releases = await releaseNames(place, named)
  return await Promise.all(
    plans.map(async plan => {
      const last = runs.get(plan.id)
      return {
        id: plan.id,
        name: plan.name,
        created: timeText(plan.createdMs),
        hosts: [...plan.hosts],
        clients: plan.clients.map(({ name, release }) => ({
          name,
          release: releases.get(release ?? '') ?? null,
        })),
        scenarios: [...plan.scenarios],
        kind: plan.kind,
        endpoint: await endpointName(place, plan.endpoint),
        lastRun: last === undefined ? null : runText(last, nowMs),
      }
    }),
  )
}
