import type { PromotionRule, StandingRelease } from '@foreseen/facts'
import { countOf, dayOf, listOf } from '../forecast/words.ts'
import type { PromotionFacts, Weighed } from './promotion.ts'
import { shareOf, stagedId } from './standing.ts'

/** A share with at most two significant digits: `12%`, `0.4%`, `100%`; never `0%` for more than nothing. */
export function shareText(share: number): string {
  const percent = share * 100
  if (percent === 0 || percent >= 99.95) return `${Math.round(percent)}%`
  if (percent < 0.01) return 'less than 0.01%'
  return `${Number(percent.toPrecision(2))}%`
}

const weightOf = (list: readonly StandingRelease[]): string => `${shareText(shareOf(list))} of the fleet`

/** `joost 0.9.1 (12% of the fleet): alert 48`; more than six are counted. */
function named(list: readonly StandingRelease[], withEvidence: boolean): string {
  const parts = list.slice(0, 6).map(({ release, share, evidence, reason }) => {
    const why = reason === '' ? evidence : `${evidence}; accepted: ${reason}`
    return `${release} (${shareText(share)}${withEvidence ? `; ${why}` : ''})`
  })
  return listOf(list.length > 6 ? [...parts, `${list.length - 6} more`] : parts)
}

const plural = (list: readonly unknown[], one: string, many: string): string =>
  list.length === 1 ? one : many

function allOf(names: readonly string[]): string {
  if (names.length === 1) return `${names[0] ?? ''}, the supported release,`
  return names.length === 2 ? 'both supported releases' : `all ${names.length} supported releases`
}

/** What leaving the current certificate in place does. */
function currentSentence({ currentEndMs, nowMs }: PromotionFacts, { urgency }: Weighed): string {
  if (currentEndMs === undefined || urgency === 'unknown')
    return 'When the certificate served today ends is not known.'
  const day = dayOf(currentEndMs, nowMs)
  return urgency === 'ended'
    ? `The certificate served today ended on ${day}: every client that looks at dates refuses it.`
    : `The certificate served today ends on ${day}.`
}

function answerOf(facts: PromotionFacts, weighed: Weighed, rule: PromotionRule): string {
  const { host, fleet, approval, staged, nowMs } = facts
  const { red, dark, tolerated, accepted } = weighed
  const supported = fleet.releases.filter(release => release.supported)
  const it = `The next certificate of ${host}`
  const lived = [...accepted, ...tolerated]
  switch (rule) {
    case 'all-connect':
      return `${it} may go live: ${allOf(supported.map(({ name }) => name))} ${plural(supported, 'connects', 'connect')} to it.`
    case 'accepted':
      return `${it} may go live: what does not connect to it, ${weightOf(lived)}, is accepted.`
    case 'tolerated':
      return `${it} may go live: what does not connect to it, ${weightOf(lived)}, is accepted or below the share that is tolerated, ${shareText(facts.tolerated)}.`
    case 'fail-safe':
      return `${it} goes live without the approval that is asked for: waiting would let the one served today end.`
    case 'approved':
      return `${it} may go live: ${approval?.by ?? ''} approved exactly this chain${lived.length + red.length + dark.length === 0 ? '' : `, which ${weightOf([...lived, ...red, ...dark])} cannot be shown to connect to`}.`
    case 'refused':
      return `${it} is refused: ${countOf(red.length, 'supported release')}, ${weightOf(red)}, would stop connecting.`
    case 'both-break':
      return `Both ways break: ${countOf(red.length, 'supported release')}, ${weightOf(red)}, ${plural(red, 'refuses', 'refuse')} the next certificate of ${host}, and the one served today is at its end.`
    case 'staged-dates':
      return staged.notBeforeMs > nowMs
        ? `${it} is refused: it is not valid before ${dayOf(staged.notBeforeMs, nowMs)}.`
        : `${it} is refused: it ended on ${dayOf(staged.notAfterMs, nowMs)}.`
    case 'approval-wanted':
      return `${it} waits for approval${lived.length === 0 ? ': every supported release connects to it' : `: ${weightOf(lived)} does not connect to it, which is accepted or tolerated`}.`
    case 'unknown':
      return `Whether the next certificate of ${host} may go live is not known: ${countOf(dark.length, 'supported release')}, ${weightOf(dark)}, could not be judged.`
    case 'nothing-rehearsed':
      return `Whether the next certificate of ${host} may go live is not known: the plan names no supported release.`
  }
}

/** Required scenarios that stand-ins showed to be refused: told, and no part of the decision about this chain. */
function requiredSentences({ fleet, clients }: PromotionFacts): string[] {
  const supported = new Set(fleet.releases.filter(({ supported }) => supported).map(({ name }) => name))
  const lines = clients
    .filter(({ kind, client }) => kind === 'what-if' && supported.has(client))
    .flatMap(({ client, cells }) =>
      cells
        .filter(({ scenario, verdict }) => fleet.requires.includes(scenario) && verdict.kind === 'refuses')
        .map(({ scenario }) => `${client} refuses ${scenario}`),
    )
  if (lines.length === 0) return []
  return [
    `Not about this chain, but required by the plan and refused in rehearsal: ${listOf([...new Set(lines)])}.`,
  ]
}

/** The decision for people: the answer, who is concerned with weight and evidence, what the current one does. */
export function sentencesOf(facts: PromotionFacts, weighed: Weighed, rule: PromotionRule): readonly string[] {
  const { red, dark, tolerated, accepted, standings, urgency } = weighed
  const unsupported = standings.filter(each => each.standing === 'unsupported')
  const groups: readonly (readonly [readonly StandingRelease[], string])[] = [
    [red, plural(red, 'Refuses it', 'Refuse it')],
    [dark, 'Not judged'],
    [accepted, 'Does not connect, and accepted'],
    [tolerated, 'Does not connect, and tolerated'],
    [unsupported, 'Does not connect, and not supported'],
  ]
  const stays = ['refused', 'both-break', 'unknown', 'nothing-rehearsed', 'approval-wanted', 'staged-dates']
  const tellsCurrent = urgency === 'ended' || urgency === 'soon' || stays.includes(rule)
  return [
    answerOf(facts, weighed, rule),
    ...groups.flatMap(([list, title]) => (list.length === 0 ? [] : [`${title}: ${named(list, true)}.`])),
    ...(tellsCurrent ? [currentSentence(facts, weighed)] : []),
    ...(rule === 'both-break' ? ['Whoever refuses the next one and ignores dates keeps the old one.'] : []),
    ...requiredSentences(facts),
  ]
}

/** What to do next, one sentence; '' when nothing is left to do. */
export function nextActionOf(facts: PromotionFacts, weighed: Weighed, rule: PromotionRule): string {
  const approve = `--approve WHO:${facts.staged.chainSha256.slice(0, 16)}`
  switch (rule) {
    case 'refused':
      return `Update or re-issue so that ${plural(weighed.red, 'it connects', 'they connect')}, accept "${stagedId}" for the release in the plan, or promote it all the same with ${approve}.`
    case 'both-break':
      return `Decide which break is smaller, now: ${approve} promotes exactly this chain.`
    case 'unknown':
      return `Settle what could not be judged ("foreseen doctor" says what this machine lacks), or promote it all the same with ${approve}.`
    case 'nothing-rehearsed':
      return `Name the supported releases in the plan, or promote it all the same with ${approve}.`
    case 'approval-wanted':
      return 'Run the same command with --approve WHO.'
    case 'staged-dates':
      return 'Stage a certificate that is valid now.'
    default:
      return ''
  }
}
