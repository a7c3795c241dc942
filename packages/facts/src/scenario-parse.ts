import type { RenewalEvent } from './breakage.ts'
import type { AuthorityPlan } from './scenario.ts'
import { type Scenario, scenarioSchema, type TrustStore, trustStores } from './scenario.ts'
import { castOf, changeOrder, changesOf, isRootPlan, issuingPath } from './scenario-chain.ts'
import { checkAuthorities, checkChain } from './scenario-check.ts'
import {
  complain,
  type Fields,
  fieldOf,
  idIn,
  listIn,
  numberIn,
  openFields,
  type ScenarioProblem,
  shown,
  textIn,
  wordIn,
  wordsIn,
} from './scenario-fields.ts'
import { authorityIn, leafIn } from './scenario-parts.ts'

/** A scenario that somebody wrote: complete, or what is wrong with it. */
export type ParsedScenario<T = Scenario> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly ScenarioProblem[] }

const maxAuthorities = 16
const maxLinks = 12
const maxScenarios = 50
/** Moved clocks stay well inside the life of the standing cast. */
const maxClockDays = 3000

const scenarioKeys = [
  'schema',
  'id',
  'title',
  'kind',
  'about',
  'teaches',
  'leaf',
  'authorities',
  'issuer',
  'sends',
  'trusts',
  'clockDays',
  'changes',
  'event',
]
const events: readonly RenewalEvent[] = ['E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E10', 'E14', 'E24', 'E25']

function sendsIn(fields: Fields, own: readonly AuthorityPlan[], issuer: string): readonly string[] {
  const given = listIn(fields, 'sends', maxLinks)
  if (given === undefined) {
    const path = issuingPath(castOf({ authorities: own }), issuer)
    return ['leaf', ...path.filter(plan => !isRootPlan(plan)).map(plan => plan.id)].slice(0, maxLinks)
  }
  return given.map((raw, index) => {
    if (typeof raw === 'string' && raw.length <= 64) return raw
    complain(fields, 'scenario-bad-value', `sends[${index}]`, `${shown(raw)} is no id of an authority`)
    return 'leaf'
  })
}

function eventIn(fields: Fields): RenewalEvent | undefined {
  if (fieldOf(fields, 'event') === null) return undefined
  const word = wordIn<RenewalEvent | ''>(fields, 'event', '', events)
  return word === '' ? undefined : word
}

function checkSchema(fields: Fields): void {
  const named = fieldOf(fields, 'schema')
  if (named !== scenarioSchema)
    complain(fields, 'scenario-schema', 'schema', `${shown(named)} is not ${scenarioSchema}`)
}

/** Ids that are made, or stand for the operator's own files. */
const isReserved = (id: string): boolean =>
  id === 'baseline' || id === 'staged' || /^clock-(plus|minus)-/.test(id)

/**
 * Reads one scenario as decoded JSON. What is left out is as in `renewed-same-key`; `taken` are the ids that it
 * must not have. `where` names the file. Codes: `scenario-*`.
 */
export function parseScenario(raw: unknown, where: string, taken: readonly string[] = []): ParsedScenario {
  const problems: ScenarioProblem[] = []
  const at = { where, path: '', problems }
  const fields = openFields(raw, at, scenarioKeys)
  if (fieldOf(fields, 'schema') !== undefined) checkSchema(fields)
  const id = idIn(fields, 'id', '')
  if (taken.includes(id) || isReserved(id)) complain(fields, 'scenario-id-taken', 'id', `${id} is taken`)
  const authorities = (listIn(fields, 'authorities', maxAuthorities) ?? []).map((each, index) =>
    authorityIn(each, at, index),
  )
  const issuer = idIn(fields, 'issuer', 'intermediate-a')
  const clockDays = numberIn(fields, 'clockDays', 0, { most: maxClockDays, whole: true })
  const trusts = wordsIn<TrustStore>(fields, 'trusts', trustStores) ?? ['old']
  if (trusts.length === 0)
    complain(fields, 'scenario-bad-value', 'trusts', 'at least one trust store is needed')
  const draft = {
    id,
    title: textIn(fields, 'title', id.replaceAll('-', ' '), 60),
    kind: wordIn(fields, 'kind', 'renewal', ['renewal', 'fault']),
    about: textIn(fields, 'about', 'A scenario of your own.', 400),
    teaches: textIn(fields, 'teaches', '', 400),
    leaf: leafIn(fieldOf(fields, 'leaf') ?? {}, at, clockDays),
    authorities,
    issuer,
    sends: sendsIn(fields, authorities, issuer),
    trusts,
    clockDays,
    event: eventIn(fields),
  }
  const declared = wordsIn(fields, 'changes', changeOrder)
  const value: Scenario = { ...draft, changes: declared ?? changesOf(draft) }
  checkAuthorities(fields, authorities)
  checkChain(fields, value, declared ?? [])
  return problems.length === 0 ? { ok: true, value } : { ok: false, problems }
}

/**
 * Reads a file of scenarios as decoded JSON: one scenario, or several under `scenarios`. Ids are unique among
 * themselves and `taken`. Codes: `scenario-*`.
 */
export function parseScenarios(
  raw: unknown,
  where: string,
  taken: readonly string[] = [],
): ParsedScenario<readonly Scenario[]> {
  const isList = typeof raw === 'object' && raw !== null && Object.hasOwn(raw, 'scenarios')
  const problems: ScenarioProblem[] = []
  const fields = openFields(
    raw,
    { where, path: '', problems },
    isList ? ['schema', 'scenarios'] : scenarioKeys,
  )
  checkSchema(fields)
  const given = isList ? (listIn(fields, 'scenarios', maxScenarios) ?? []) : [raw]
  const found: Scenario[] = []
  for (const [index, each] of given.entries()) {
    const at = isList ? `${where}: scenarios[${index}]` : where
    const one = parseScenario(each, at, [...taken, ...found.map(({ id }) => id)])
    if (one.ok) found.push(one.value)
    else problems.push(...one.problems)
  }
  return problems.length === 0 ? { ok: true, value: found } : { ok: false, problems: unique(problems) }
}

/** A single scenario is opened twice, as the file and as itself: each problem is told once. */
function unique(problems: readonly ScenarioProblem[]): readonly ScenarioProblem[] {
  const seen = new Map(problems.map(each => [`${each.code} ${each.location} ${each.detail}`, each]))
  return [...seen.values()]
}
