import {
  type AppliedLine,
  type Endpoint,
  formatEndpoint,
  parseEndpoint,
  type WantedEndpoint,
} from '@foreseen/facts'
import type { ListedEndpoint, RenewalPlan } from '@foreseen/ledger'
import { parsePlan } from '../endpoint/plan.ts'
import { demandDay } from '../http/days.ts'
import { dayText, differences } from './differences.ts'
import { type Applying, wrong } from './plan.ts'

const usualPlan = {
  renews: '',
  keyPolicy: 'unknown',
  leadDays: null,
  renewalDay: null,
  thirdParty: false,
  nextIssuer: '',
  window: '',
} as const

/** Errors: `server-invalid`. */
export function endpointAt(name: string, starttls: string | undefined, at: string): Endpoint {
  const parsed = parseEndpoint(name, starttls as Endpoint['starttls'] | undefined)
  if (parsed.ok) return parsed.value
  throw wrong(at, parsed.problems[0]?.detail ?? 'It is no endpoint.')
}

/** The endpoint as it is, or as one that is looked at no longer. */
export async function findEndpoint(
  { rooms, by }: Applying,
  { host, port, starttls }: Endpoint,
): Promise<ListedEndpoint | undefined> {
  let after: string | undefined
  do {
    const page = await rooms.endpoints.list({
      organisation: by.organisation,
      text: host,
      ended: true,
      limit: 500,
      ...(after === undefined ? {} : { after }),
    })
    const found = page.items.find(one => one.host === host && one.port === port && one.starttls === starttls)
    if (found !== undefined) return found
    after = page.next
  } while (after !== undefined)
  return undefined
}

const planFields = (plan: RenewalPlan | undefined) =>
  plan === undefined
    ? {}
    : { ...plan, leadDays: plan.leadDays ?? null, renewalMs: undefined, renewalDay: dayText(plan.renewalMs) }

async function applyPlan(
  { rooms, by }: Applying,
  id: string,
  name: string,
  wanted: NonNullable<WantedEndpoint['plan']>,
  at: string,
): Promise<AppliedLine> {
  const sent = { ...usualPlan, ...wanted }
  if (sent.renewalDay !== null) demandDay(sent.renewalDay, `${at}/renewalDay`)
  const plan = parsePlan(sent)
  const before = await rooms.endpoints.renewalPlan(id)
  const changed = await rooms.endpoints.planRenewal(by, id, plan)
  const verb = changed ? (before === undefined ? 'create' : 'change') : 'keep'
  const changes = verb === 'change' ? differences(planFields(before), planFields(plan)) : []
  return { verb, what: 'renewal-plan', name, changes }
}

async function endEndpoint({ rooms, by }: Applying, known: ListedEndpoint | undefined, name: string) {
  const ended = known !== undefined && (await rooms.endpoints.end(by, known.id))
  const line: AppliedLine = { verb: ended ? 'end' : 'keep', what: 'endpoint', name, changes: [] }
  return [line]
}

/** An endpoint and its renewal plan. Errors: `server-invalid`. */
export async function applyEndpoint(
  applying: Applying,
  wanted: WantedEndpoint,
  at: string,
): Promise<AppliedLine[]> {
  const { rooms, by, counts } = applying
  const endpoint = endpointAt(wanted.name, wanted.starttls, `${at}/name`)
  const name = formatEndpoint(endpoint)
  if (wanted.ended === true) {
    if (wanted.plan !== undefined) throw wrong(`${at}/plan`, 'What has ended has no plan.')
    return await endEndpoint(applying, await findEndpoint(applying, endpoint), name)
  }
  const { id, changed } = await rooms.endpoints.ensure(by, endpoint)
  if (changed) counts.newEndpoints++
  const line: AppliedLine = { verb: changed ? 'create' : 'keep', what: 'endpoint', name, changes: [] }
  if (wanted.plan === undefined) return [line]
  if (wanted.plan !== null) return [line, await applyPlan(applying, id, name, wanted.plan, `${at}/plan`)]
  const removed = await rooms.endpoints.removePlan(by, id)
  return [line, { verb: removed ? 'end' : 'keep', what: 'renewal-plan', name, changes: [] }]
}
