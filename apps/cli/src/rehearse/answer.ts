import type { RehearsedCell, VerdictKind } from '@foreseen/facts'
import { answerRehearsal } from '@foreseen/rules'
import { listText } from '../text/amounts.ts'
import { acceptedWords } from '../text/rehearsal-words.ts'
import type { Breach, Rehearsed, RehearsedPart, RehearsedRelease } from './result.ts'

/** One sentence of the answer, and whether it tells of something that must change. */
export interface AnswerSentence {
  readonly text: string
  readonly isAlarm: boolean
}

const calm = (text: string): AnswerSentence => ({ text, isAlarm: false })
const alarm = (text: string): AnswerSentence => ({ text, isAlarm: true })

/** Names in a sentence: a few are listed, many are counted. */
function namesText(names: readonly string[]): string {
  return names.length <= 4 ? listText(names) : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
}

/** Share of installs in whole per cent, as an estimate; '' where nobody gave weights. */
function shareText(part: RehearsedPart, chosen: readonly RehearsedRelease[]): string {
  const weights = part.releases.map(({ release }) => release.weight)
  if (new Set(weights).size < 2) return ''
  const sum = (list: readonly RehearsedRelease[]): number =>
    list.reduce((total, { release }) => total + release.weight, 0)
  return ` (${Math.round((100 * sum(chosen)) / Math.max(sum(part.releases), 1e-9))} % of installs)`
}

const stagedCell = ({ answer }: RehearsedRelease): RehearsedCell | undefined =>
  answer.cells.find(({ scenario }) => scenario === 'staged')

function realSentences(part: RehearsedPart): AnswerSentence[] {
  const by = (...kinds: readonly VerdictKind[]): readonly RehearsedRelease[] =>
    part.releases.filter(client => kinds.includes(stagedCell(client)?.verdict.kind ?? 'not-run'))
  const told = (clients: readonly RehearsedRelease[]): string => {
    const names = namesText(clients.map(({ release }) => release.name))
    const [only] = clients
    const evidence =
      clients.length === 1 && only !== undefined ? stagedCell(only)?.verdict.evidence : undefined
    return `${names}${shareText(part, clients)}|${evidence === undefined ? '' : `: ${evidence}`}`
  }
  const [refuses, unsure, connects] = [by('refuses'), by('unsure', 'not-run'), by('connects')]
  const say = (clients: readonly RehearsedRelease[], one: string, many: string): string => {
    const [names = '', evidence = ''] = told(clients).split('|', 2)
    return `${names} ${clients.length === 1 ? one : many} the chain that is to go live${evidence}.`
  }
  return [
    ...(refuses.length === 0 ? [] : [alarm(say(refuses, 'refuses', 'refuse'))]),
    ...(unsure.length === 0 ? [] : [calm(say(unsure, 'gave no answer to', 'gave no answer to'))]),
    ...(connects.length === 0 ? [] : [calm(say(connects, 'connects to', 'connect to'))]),
  ]
}

/** One client: what it survives, its pin, and what it accepts that it must refuse. */
function clientSentences(part: RehearsedPart, client: RehearsedRelease): AnswerSentence[] {
  const { answer, release } = client
  const { lines } = answerRehearsal({ clients: [answer], scenarios: part.scenarios, required: [] })
  // The line of what is accepted is told below, as what it is.
  const [survived = ''] = lines
  const isKnown = answer.cells.some(
    ({ scenario, verdict }) => scenario !== 'baseline' && verdict.kind !== 'not-run',
  )
  const refuses = part.scenarios.some(
    ({ id, kind }) =>
      kind === 'renewal' &&
      answer.cells.some(cell => cell.scenario === id && cell.verdict.kind === 'refuses'),
  )
  const first =
    isKnown && survived !== answer.pin.sentence
      ? [{ text: survived, isAlarm: refuses && answer.pin.kind !== 'stale-trust' }]
      : []
  return [...first, calm(`${release.name}: ${answer.pin.sentence}`), ...acceptedSentences([client])]
}

/** A client that takes what proves nothing talks to anybody in between: said whatever was asked. */
function acceptedSentences(clients: readonly RehearsedRelease[]): AnswerSentence[] {
  const careless = clients.filter(({ answer }) => answer.accepts.length > 0)
  const byWhat = Map.groupBy(careless, ({ answer }) =>
    listText(answer.accepts.map(each => acceptedWords[each])),
  )
  return [...byWhat].map(([what, own]) => {
    const names = namesText(own.map(({ release }) => release.name))
    const [verb, pronoun] = own.length === 1 ? ['accepts', 'it'] : ['accept', 'they']
    return alarm(`Security: ${names} ${verb} ${what}, which ${pronoun} must refuse.`)
  })
}

/** Many clients: how many come through, and who does not. */
function fleetSentences(part: RehearsedPart): AnswerSentence[] {
  const renewals = new Set(part.scenarios.filter(({ kind }) => kind === 'renewal').map(({ id }) => id))
  const has = (client: RehearsedRelease, kinds: readonly VerdictKind[]): boolean =>
    client.answer.cells.some(
      ({ scenario, verdict }) =>
        (renewals.has(scenario) || scenario === 'baseline') && kinds.includes(verdict.kind),
    )
  // A machine that lacks a new root is no fault of the release: told apart from pins.
  const stale = part.releases.filter(({ answer }) => answer.pin.kind === 'stale-trust')
  const refusing = part.releases.filter(client => !stale.includes(client) && has(client, ['refuses']))
  const open = part.releases.filter(
    client => !refusing.includes(client) && !stale.includes(client) && has(client, ['unsure', 'not-run']),
  )
  const whole = part.releases.filter(client => !refusing.includes(client) && !open.includes(client))
  const names = (clients: readonly RehearsedRelease[]): string =>
    namesText(clients.map(({ release }) => release.name))
  const onlyThere = stale.length === 0 ? '' : `, ${stale.length} of them only where a new root is installed`
  return [
    calm(
      `${whole.length} of ${part.releases.length} releases${shareText(part, whole)} ${whole.length === 1 ? 'survives' : 'survive'} every renewal that was rehearsed${onlyThere}.`,
    ),
    ...(refusing.length === 0
      ? []
      : [
          alarm(
            `${names(refusing)}${shareText(part, refusing)} ${refusing.length === 1 ? 'refuses' : 'refuse'} some.`,
          ),
        ]),
    ...(open.length === 0 ? [] : [calm(`Of ${names(open)} not everything is known.`)]),
    ...acceptedSentences(part.releases),
  ]
}

const breachWords = {
  refuses: ['refuses', 'refuse'],
  accepts: ['accepts', 'accept'],
  unsure: ['gives no certain answer to', 'give no certain answer to'],
} as const

/** What was required and is not met; releases that fail the same are told together. */
function breachSentences(breaches: readonly Breach[]): AnswerSentence[] {
  const own = breaches.filter(({ scenario }) => scenario !== 'staged')
  const byRelease = Map.groupBy(own, ({ release, what, acceptedBecause }) =>
    JSON.stringify([release, what, acceptedBecause]),
  )
  const failing = [...byRelease.values()].flatMap(list => {
    const [first] = list
    const cells = listText(list.map(({ scenario, trust }) => `${scenario} (${trust})`))
    return first === undefined ? [] : [{ ...first, cells }]
  })
  const alike = Map.groupBy(failing, ({ what, acceptedBecause, cells }) =>
    JSON.stringify([what, acceptedBecause, cells]),
  )
  return [...alike.values()].flatMap(list => {
    const [first] = list
    if (first === undefined) return []
    const names = namesText(list.map(({ release }) => release))
    const verb = breachWords[first.what][list.length === 1 ? 0 : 1]
    const accepted = first.acceptedBecause === '' ? '' : ` Accepted: ${first.acceptedBecause}.`
    const isAlarm = first.what !== 'unsure' && first.acceptedBecause === ''
    return [{ text: `Required: ${names} ${verb} ${first.cells}.${accepted}`, isAlarm }]
  })
}

/** The answer of a rehearsal, most urgent first within each kind. */
export function answerSentences({
  parts,
  breaches,
}: Pick<Rehearsed, 'parts' | 'breaches'>): readonly AnswerSentence[] {
  const own = parts.flatMap(part => {
    if (part.kind === 'real') return realSentences(part)
    const [first] = part.releases
    return part.releases.length === 1 && first !== undefined
      ? clientSentences(part, first)
      : fleetSentences(part)
  })
  return [...own, ...breachSentences(breaches)]
}
