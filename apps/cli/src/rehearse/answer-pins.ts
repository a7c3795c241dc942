import type { PinKind, RehearsedCell, VerdictKind } from '@foreseen/facts'
import { type AnswerSentence, alarm, calm, namesText, shareText, titlesText } from './answer-words.ts'
import type { RehearsedPart, RehearsedRelease } from './result.ts'

/** Hardest first: what the next renewal breaks stands at the top. */
const pinOrder: readonly PinKind[] = [
  'certificate',
  'leaf-key',
  'intermediate',
  'root',
  'unknown',
  'stale-trust',
  'none',
]

const isHarmful = (kind: PinKind): boolean => pinOrder.indexOf(kind) < pinOrder.indexOf('unknown')

/** Of what nobody knows the reasons may be many; the first few are told, and below each release has its own. */
const maxUnknown = 4

/** Cells of renewals by scenario, in the order of the part. */
function renewalsOf(part: RehearsedPart, { answer }: RehearsedRelease) {
  return part.scenarios
    .filter(({ kind }) => kind === 'renewal')
    .map(({ id }) => ({ id, cells: answer.cells.filter(({ scenario }) => scenario === id) }))
    .filter(({ cells }) => cells.length > 0)
}

function hasVerdict(part: RehearsedPart, client: RehearsedRelease, kinds: readonly VerdictKind[]): boolean {
  const baseline = client.answer.cells.filter(({ scenario }) => scenario === 'baseline')
  const cells = [...baseline, ...renewalsOf(part, client).flatMap(renewal => renewal.cells)]
  return cells.some(({ verdict }) => kinds.includes(verdict.kind))
}

/** Whether it refuses a renewal, or what is served today. */
export function hasRefused(part: RehearsedPart, client: RehearsedRelease): boolean {
  return hasVerdict(part, client, ['refuses'])
}

/** Whether some of what was asked has no certain answer. */
export function isLeftOpen(part: RehearsedPart, client: RehearsedRelease): boolean {
  return hasVerdict(part, client, ['unsure', 'not-run'])
}

const only = (cells: readonly RehearsedCell[], kind: VerdictKind): boolean =>
  cells.every(({ verdict }) => verdict.kind === kind)

const any = (cells: readonly RehearsedCell[], kind: VerdictKind): boolean =>
  cells.some(({ verdict }) => verdict.kind === kind)

/** Refused under some roots and not under others, by the roots that are refused. */
function byRoots(renewals: ReturnType<typeof renewalsOf>): ReadonlyMap<string, readonly string[]> {
  const found = renewals.map(({ id, cells }) => {
    const refused = cells.filter(({ verdict }) => verdict.kind === 'refuses')
    return { id, roots: refused.map(({ trust }) => trust).join(', ') }
  })
  const grouped = Map.groupBy(found, ({ roots }) => roots)
  return new Map([...grouped].map(([roots, list]) => [roots, list.map(({ id }) => id)]))
}

const rootWords: Readonly<Record<string, string>> = {
  old: "where only today's root is installed",
  both: 'where both roots are installed',
  new: 'where only the new root is installed',
}

/** `curl survives 12 of 14 renewals; it refuses "renewed, new key".` Nothing when no renewal was run. */
export function survivedSentence(part: RehearsedPart, client: RehearsedRelease): AnswerSentence[] {
  const asked = renewalsOf(part, client)
  const isKnown = asked.some(({ cells }) => !only(cells, 'not-run'))
  if (!isKnown) return []
  const refused = asked.filter(({ cells }) => any(cells, 'refuses') && !any(cells, 'connects'))
  const depends = asked.filter(({ cells }) => any(cells, 'refuses') && any(cells, 'connects'))
  const whole = asked.filter(({ cells }) => only(cells, 'connects'))
  const open = asked.filter(renewal => ![...refused, ...depends, ...whole].includes(renewal))
  const titles = (list: readonly { readonly id: string }[]): string =>
    titlesText(
      part.scenarios,
      list.map(({ id }) => id),
    )
  const name = namesText([client.release.name])
  const count = ['', 'the renewal', 'both renewals'][asked.length] ?? `all ${asked.length} renewals`
  const head =
    whole.length === asked.length
      ? `${name} survives ${count} rehearsed`
      : `${name} survives ${whole.length} of ${asked.length} renewals`
  const told = [
    head,
    ...(refused.length === 0 ? [] : [`it refuses ${titles(refused)}`]),
    ...[...byRoots(depends)].map(
      ([roots, ids]) =>
        `${rootWords[roots] ?? `with these roots installed: ${roots}`}, it refuses ${titlesText(part.scenarios, ids)}`,
    ),
    ...(open.length === 0 ? [] : [`of ${titles(open)} it is not known`]),
  ]
  const isAlarm = refused.length > 0 || isHarmful(client.answer.pin.kind)
  const text = `${told.join('; ')}.`
  return [isAlarm ? alarm(text) : calm(text)]
}

/** A sentence about "it", told of one client or of several that are alike. */
function pinSentence(names: string, isOne: boolean, sentence: string): string {
  const unknown = /^Its pin (?=is )/
  if (unknown.test(sentence))
    return sentence.replace(unknown, () => `The pin of ${isOne ? '' : 'each of '}${names} `)
  const own = /^It (?!is )/.test(sentence) ? sentence.slice(3) : ''
  if (own === '') return `${names}: ${sentence}`
  return isOne ? `${names} ${own}` : `${names}: each ${own}`
}

/** What kind of pin each client has, one sentence for those that are alike, hardest pin first. */
export function pinSentencesOf(part: RehearsedPart, clients: readonly RehearsedRelease[]): AnswerSentence[] {
  const sorted = clients.toSorted(
    (a, b) => pinOrder.indexOf(a.answer.pin.kind) - pinOrder.indexOf(b.answer.pin.kind),
  )
  const alike = [...Map.groupBy(sorted, ({ answer }) => answer.pin.sentence)]
  const isUnknown = ([, own]: (typeof alike)[number]): boolean => own[0]?.answer.pin.kind === 'unknown'
  const unknown = alike.filter(isUnknown)
  const left = unknown.slice(maxUnknown).flatMap(([, own]) => own)
  const told = alike
    .filter(group => !isUnknown(group) || unknown.indexOf(group) < maxUnknown)
    .map(([sentence, own]) => {
      const share = clients.length === 1 ? '' : shareText(part, own)
      const names = `${namesText(own.map(({ release }) => release.name))}${share}`
      const text = pinSentence(names, own.length === 1, sentence)
      return isHarmful(own[0]?.answer.pin.kind ?? 'none') ? alarm(text) : calm(text)
    })
  if (left.length === 0) return told
  const names = namesText(left.map(({ release }) => release.name))
  return [...told, calm(`What ${names} hold is not known either; the reason stands with each below.`)]
}
