import type { RehearsedCell, RehearsedClient, Scenario } from '@foreseen/facts'
import { listOf } from '../forecast/words.ts'

/** What a rehearsal is asked: who must survive what. */
export interface RehearsalQuestion {
  readonly clients: readonly RehearsedClient[]
  readonly scenarios: readonly Scenario[]
  /** Ids of scenarios that must be survived; of a fault, that it is refused. */
  readonly required: readonly string[]
  /** Whether a client must survive a scenario: `false` for releases out of support and accepted refusals. */
  readonly isBound?: (client: string, scenario: string) => boolean
}

/** A cell that fails what was required, or leaves it open. */
export interface Shortfall {
  readonly client: string
  readonly cell: RehearsedCell
}

export interface RehearsalAnswer {
  /**
   * `survives`: all that is required was seen to hold. `refuses`: something required does not. `inconclusive`:
   * nothing fails, and something required was not seen.
   */
  readonly decision: 'survives' | 'refuses' | 'inconclusive'
  /** The answer first; then one sentence for each client. */
  readonly lines: readonly string[]
  readonly failed: readonly Shortfall[]
  readonly open: readonly Shortfall[]
  /** Ids that are required and were rehearsed with nobody: they make the decision inconclusive. */
  readonly missing: readonly string[]
}

/** What a rehearsal comes to, in the order in which it is to be read. */
export function answerRehearsal(question: RehearsalQuestion): RehearsalAnswer {
  const shortfalls = question.clients.map(client => shortfallsOf(client, question))
  const failed = shortfalls.flatMap(each => each.failed)
  const open = shortfalls.flatMap(each => each.open)
  const seen = new Set(question.clients.flatMap(({ cells }) => cells.map(cell => cell.scenario)))
  const missing = [...new Set(question.required)].filter(id => !seen.has(id))
  const isOpen = open.length + missing.length > 0
  const decision = failed.length > 0 ? 'refuses' : isOpen ? 'inconclusive' : 'survives'
  const own = question.clients.flatMap(client => clientLines(client, question.scenarios))
  const head = question.required.length > 0 ? [headOf(question, { failed, open, missing })] : []
  return { decision, lines: [...head, ...own], failed, open, missing }
}

function shortfallsOf(
  { client, cells }: RehearsedClient,
  { scenarios, required, isBound }: RehearsalQuestion,
): { readonly failed: Shortfall[]; readonly open: Shortfall[] } {
  const failed: Shortfall[] = []
  const open: Shortfall[] = []
  for (const scenario of new Set(required)) {
    if (isBound?.(client, scenario) === false) continue
    const isFault = scenarios.some(({ id, kind }) => id === scenario && kind === 'fault')
    const wanted = isFault ? 'refuses' : 'connects'
    const own = cells.filter(cell => cell.scenario === scenario)
    for (const cell of own.filter(({ verdict }) => verdict.kind !== wanted)) {
      const isOpen = cell.verdict.kind === 'unsure' || cell.verdict.kind === 'not-run'
      const side = isOpen ? open : failed
      side.push({ client, cell })
    }
  }
  return { failed, open }
}

function headOf(
  { clients, required, isBound }: RehearsalQuestion,
  { failed, open, missing }: Pick<RehearsalAnswer, 'failed' | 'open' | 'missing'>,
): string {
  const names = (all: readonly Shortfall[]): string[] => [...new Set(all.map(({ client }) => client))]
  const broken = names(failed)
  const unseen = names(open).filter(name => !broken.includes(name))
  const bound = clients.filter(({ client }) => required.some(id => isBound?.(client, id) !== false))
  const whole = bound.length - broken.length - unseen.length
  const parts = [`${whole} of ${bound.length} survive what is required`]
  if (broken.length > 0) parts.push(`${listOf(broken)} ${broken.length === 1 ? 'does' : 'do'} not`)
  if (unseen.length > 0) parts.push(`of ${listOf(unseen)} it is not known`)
  if (missing.length > 0)
    parts.push(`${listOf(missing)} ${missing.length === 1 ? 'was' : 'were'} not rehearsed`)
  return `${parts.join('; ')}.`
}

/** `curl survives 8 of 9 renewals and refuses cross-sign-dropped.`, then its pin, then what it accepts. */
function clientLines(client: RehearsedClient, scenarios: readonly Scenario[]): string[] {
  const asked = scenarios
    .filter(({ kind }) => kind === 'renewal' || kind === 'staged')
    .map(({ id }) => ({ id, cells: client.cells.filter(cell => cell.scenario === id) }))
    .filter(({ cells }) => cells.length > 0)
  const has = (kind: RehearsedCell['verdict']['kind']) => (each: { cells: readonly RehearsedCell[] }) =>
    each.cells.some(cell => cell.verdict.kind === kind)
  const refused = asked.filter(has('refuses'))
  const survived = asked.filter(({ cells }) => cells.every(cell => cell.verdict.kind === 'connects'))
  const left = asked.length - refused.length - survived.length
  const told = refused.map(({ id, cells }) => toldRefusal(id, cells))
  const parts = [`${client.client} survives ${survived.length} of ${asked.length} renewals`]
  if (told.length > 0) parts.push(`refuses ${listOf(told)}`)
  if (left > 0) parts.push(`of ${left} nothing is known`)
  const lines = asked.length > 0 ? [`${parts.join('; ')}.`, client.pin.sentence] : [client.pin.sentence]
  return client.accepts.length > 0 ? [...lines, acceptedLine(client)] : lines
}

/** A scenario that only some trust stores refuse is told with them. */
function toldRefusal(id: string, cells: readonly RehearsedCell[]): string {
  const refused = cells.filter(cell => cell.verdict.kind === 'refuses')
  const trusts = refused.map(cell => cell.trust)
  return refused.length === cells.length ? id : `${id} (roots trusted: ${trusts.join(', ')})`
}

const faultWords = {
  expired: 'an expired certificate',
  'not-yet-valid': 'one that is not valid yet',
  'wrong-host': 'one for another host',
  untrusted: 'one from an authority that nobody trusts',
} as const

function acceptedLine({ client, accepts }: RehearsedClient): string {
  return `${client} accepts what it must refuse: ${listOf(accepts.map(each => faultWords[each]))}.`
}
