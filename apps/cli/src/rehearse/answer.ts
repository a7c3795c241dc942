import type { RehearsedCell, VerdictKind } from '@foreseen/facts'
import { printable } from '@foreseen/x509'
import { listText } from '../text/amounts.ts'
import { acceptedWords } from '../text/rehearsal-words.ts'
import { hasRefused, isLeftOpen, pinSentencesOf, survivedSentence } from './answer-pins.ts'
import { type AnswerSentence, alarm, calm, namesText, shareText, titlesText } from './answer-words.ts'
import type { Breach, Rehearsed, RehearsedPart, RehearsedRelease } from './result.ts'

export type { AnswerSentence } from './answer-words.ts'

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
  return [
    ...survivedSentence(part, client),
    ...pinSentencesOf(part, [client]),
    ...acceptedSentences([client]),
  ]
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

/** Many clients: how many come through, then who holds what, then what is a danger. */
function fleetSentences(part: RehearsedPart): AnswerSentence[] {
  // A machine that lacks a new root is no fault of the release: told apart from pins.
  const stale = part.releases.filter(({ answer }) => answer.pin.kind === 'stale-trust')
  const refusing = part.releases.filter(client => !stale.includes(client) && hasRefused(part, client))
  const open = part.releases.filter(
    client => !refusing.includes(client) && !stale.includes(client) && isLeftOpen(part, client),
  )
  const whole = part.releases.filter(client => !refusing.includes(client) && !open.includes(client))
  const verb = whole.length === 1 ? 'survives' : 'survive'
  const onlyThere = stale.length === 0 ? '' : ', where the new root is installed'
  const others = [
    refusing.length === 0
      ? ''
      : `${refusing.length}${shareText(part, refusing)} ${refusing.length === 1 ? 'does' : 'do'} not`,
    open.length === 0 ? '' : `of ${open.length} not everything is known`,
  ].filter(text => text !== '')
  const rest = others.length === 0 ? '' : `; ${others.join('; ')}`
  const head = `${whole.length} of ${part.releases.length} releases${shareText(part, whole)} ${verb} every renewal that was rehearsed${onlyThere}${rest}.`
  return [
    refusing.length > 0 ? alarm(head) : calm(head),
    ...acceptedSentences(part.releases),
    ...pinSentencesOf(part, part.releases),
  ]
}

const breachWords = {
  refuses: ['refuses', 'refuse'],
  accepts: ['accepts', 'accept'],
  unsure: ['gives no certain answer to', 'give no certain answer to'],
} as const

/** What is told of one breached scenario: its title, and the trust stores where only some are concerned. */
function breachedTitle(parts: readonly RehearsedPart[], id: string, own: readonly Breach[]): string {
  const title = titlesText(
    parts.flatMap(part => part.scenarios),
    [id],
  )
  const [first] = own
  const cells = parts.flatMap(part =>
    part.releases
      .filter(({ release }) => release.name === first?.release)
      .flatMap(({ answer }) => answer.cells.filter(({ scenario }) => scenario === id)),
  )
  return cells.length === own.length ? title : `${title} (${own.map(({ trust }) => trust).join(', ')})`
}

/** What was required and is not met; releases that fail the same are told together. */
function breachSentences({ parts, breaches }: Pick<Rehearsed, 'parts' | 'breaches'>): AnswerSentence[] {
  const own = breaches.filter(({ scenario }) => scenario !== 'staged')
  const byRelease = Map.groupBy(own, ({ release, what, acceptedBecause }) =>
    JSON.stringify([release, what, acceptedBecause]),
  )
  const failing = [...byRelease.values()].flatMap(list => {
    const [first] = list
    const byScenario = [...Map.groupBy(list, ({ scenario }) => scenario)]
    const cells = listText(byScenario.map(([id, same]) => breachedTitle(parts, id, same)))
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
    const accepted = first.acceptedBecause === '' ? '' : ` Accepted: ${printable(first.acceptedBecause)}.`
    const isAlarm = first.what !== 'unsure' && first.acceptedBecause === ''
    return [{ text: `Required: ${names} ${verb} ${first.cells}.${accepted}`, isAlarm }]
  })
}

/** Who cannot be told from a real chain alone, and how it can. */
function pinRemedy(parts: readonly RehearsedPart[]): AnswerSentence[] {
  const isRefused = parts.some(({ releases }) =>
    releases.some(client => stagedCell(client)?.verdict.kind === 'refuses'),
  )
  if (!isRefused || parts.some(({ kind }) => kind === 'what-if')) return []
  return [calm('Which pin that is, the same command without --next and --key tells.')]
}

/** The answer of a rehearsal, most urgent first within each kind. */
export function answerSentences(rehearsed: Pick<Rehearsed, 'parts' | 'breaches'>): readonly AnswerSentence[] {
  const { parts } = rehearsed
  const own = parts.flatMap(part => {
    if (part.kind === 'real') return realSentences(part)
    const [first] = part.releases
    return part.releases.length === 1 && first !== undefined
      ? clientSentences(part, first)
      : fleetSentences(part)
  })
  return [...own, ...pinRemedy(parts), ...breachSentences(rehearsed)]
}
