import { type AppliedLine, formatEndpoint, type WantedRehearsal } from '@foreseen/facts'
import type { RehearsalPlanText, StoredPlan } from '@foreseen/ledger'
import { differences } from './differences.ts'
import { endpointAt, findEndpoint } from './endpoint.ts'
import { type Applying, wrong } from './plan.ts'

/** The plan of this name that has not ended. */
async function findPlan({ rooms, by }: Applying, name: string): Promise<StoredPlan | undefined> {
  let after: string | undefined
  do {
    const page = await rooms.rehearsals.listPlans(by.organisation, {
      limit: 500,
      ...(after === undefined ? {} : { after }),
    })
    const found = page.items.find(plan => plan.name === name)
    if (found !== undefined) return found
    after = page.next
  } while (after !== undefined)
  return undefined
}

async function clientsOf({ rooms, by }: Applying, wanted: WantedRehearsal, at: string) {
  const clients: { name: string; release: string | null }[] = []
  for (const [index, { name, release }] of (wanted.clients ?? []).entries()) {
    const place = `${at}/clients/${index}`
    if (clients.some(client => client.name === name))
      throw wrong(`${place}/name`, 'There is a client of this name before it.')
    const asked = release === undefined ? undefined : { platform: '', ...release }
    const found = asked === undefined ? undefined : await rooms.releases.find(by.organisation, asked)
    if (asked !== undefined && found === undefined)
      throw wrong(`${place}/release`, 'There is no such release.')
    clients.push({ name, release: found?.id ?? null })
  }
  return clients
}

async function textOf(applying: Applying, wanted: WantedRehearsal, at: string): Promise<RehearsalPlanText> {
  const { hosts = [], scenarios = [], kind = 'what-if', endpoint } = wanted
  if (hosts.length === 0) throw wrong(`${at}/hosts`, 'A rehearsal needs a host at least.')
  if ((wanted.clients ?? []).length === 0)
    throw wrong(`${at}/clients`, 'A rehearsal needs a client at least.')
  const chainOf = endpoint === undefined ? undefined : endpointAt(endpoint, undefined, `${at}/endpoint`)
  const known = chainOf === undefined ? undefined : await findEndpoint(applying, chainOf)
  if (chainOf !== undefined && known === undefined)
    throw wrong(`${at}/endpoint`, 'There is no such endpoint.')
  return {
    hosts: [
      ...new Set(
        hosts.map((host, index) => formatEndpoint(endpointAt(host, undefined, `${at}/hosts/${index}`))),
      ),
    ],
    clients: await clientsOf(applying, wanted, at),
    scenarios: [...new Set(scenarios)],
    kind,
    endpoint: known?.id ?? null,
  }
}

const fieldsOf = ({ hosts, clients, scenarios, kind, endpoint }: RehearsalPlanText) => ({
  hosts,
  clients: clients.map(({ name, release }) => (release === null ? name : `${name} (${release})`)),
  scenarios,
  kind,
  endpoint,
})

/** A rehearsal plan; one that says something else ends, with its runs kept, and a new one stands in its place. */
export async function applyRehearsal(
  applying: Applying,
  wanted: WantedRehearsal,
  at: string,
): Promise<AppliedLine[]> {
  const { rooms, by } = applying
  const { name } = wanted
  const known = await findPlan(applying, name)
  if (wanted.ended === true) {
    if (known !== undefined) await rooms.rehearsals.endPlan(by, known.id)
    return [{ verb: known === undefined ? 'keep' : 'end', what: 'rehearsal-plan', name, changes: [] }]
  }
  const text = await textOf(applying, wanted, at)
  const { changed } = await rooms.rehearsals.ensurePlan(by, name, text, true)
  const verb = changed ? (known === undefined ? 'create' : 'change') : 'keep'
  const changes = verb === 'change' && known !== undefined ? differences(fieldsOf(known), fieldsOf(text)) : []
  return [{ verb, what: 'rehearsal-plan', name, changes }]
}
