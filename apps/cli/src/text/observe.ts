import {
  certificateTextOf,
  formatEndpoint,
  type Observation,
  type ServedOutcome,
  tlsCodes,
} from '@foreseen/facts'
import { printable } from '@foreseen/x509'
import { countText, listText } from './amounts.ts'
import { chainLines } from './chain.ts'
import { dateText } from './dates.ts'
import type { Style } from './style.ts'
import { wrap } from './width.ts'

/** Observations of one endpoint that got the same chain. */
interface SameChain {
  readonly outcome: ServedOutcome
  readonly at: readonly Observation[]
}

function groupChains(observations: readonly Observation[]): SameChain[] {
  const groups = new Map<string, { outcome: ServedOutcome; at: Observation[] }>()
  for (const observation of observations) {
    const { outcome } = observation
    if (outcome.state !== 'served') continue
    const group = groups.get(outcome.chainSha256)
    if (group === undefined) groups.set(outcome.chainSha256, { outcome, at: [observation] })
    else group.at.push(observation)
  }
  return [...groups.values()]
}

/** When the first certificate of the chain to end ends; NaN when none can be read. */
export function chainEndMs(outcome: ServedOutcome): number {
  const ends = outcome.chain
    .map(({ der }) => certificateTextOf(der)?.notAfterMs ?? Number.NaN)
    .filter(Number.isFinite)
  return ends.length === 0 ? Number.NaN : Math.min(...ends)
}

function sentence(name: string, groups: readonly SameChain[], failures: number, nowMs: number): string {
  const first = groups[0]
  if (first === undefined) return `${name} could not be observed.`
  const leaf = certificateTextOf(first.outcome.chain[first.outcome.leafIndex]?.der ?? new Uint8Array(0))
  const ends = groups.map(
    ({ outcome }) =>
      certificateTextOf(outcome.chain[outcome.leafIndex]?.der ?? new Uint8Array(0))?.notAfterMs ?? Number.NaN,
  )
  const earliest = Math.min(...ends)
  const verb = earliest < nowMs ? 'ended' : 'ends'
  const source = first.at[0]?.source === 'file' ? 'is to serve (from the file given)' : 'serves'
  const what =
    groups.length === 1
      ? `a certificate for ${leaf?.name ?? 'an unreadable subject'}`
      : `${groups.length} different chains`
  const when = Number.isFinite(earliest)
    ? `${groups.length === 1 ? 'that' : 'of which the first'} ${verb} on ${dateText(earliest, nowMs)}`
    : 'whose end cannot be read'
  const failed = failures === 0 ? '' : `; ${countText(failures, 'look')} failed`
  return printable(`${name} ${source} ${what} ${when}${failed}.`)
}

function placesText(at: readonly Observation[]): string {
  const addresses = [...new Set(at.map(({ address }) => address).filter(address => address !== ''))]
  const keys = [...new Set(at.map(({ keyType }) => keyType).filter(keyType => keyType !== 'any'))]
  const where = addresses.length === 0 ? '' : `at ${listText(addresses)}`
  return [where, keys.length === 0 ? '' : `with ${listText(keys.map(key => key.toUpperCase()))} keys`]
    .filter(Boolean)
    .join(' ')
}

function wireText(outcome: ServedOutcome): string {
  const staple = outcome.staple.present
    ? `OCSP response stapled (${outcome.staple.status})`
    : 'no OCSP response stapled'
  const sct = outcome.sctCount > 0 ? `, ${countText(outcome.sctCount, 'SCT')} in the handshake` : ''
  return outcome.protocol === '' ? '' : `${outcome.protocol}, ${outcome.cipher}, ${staple}${sct}`
}

function groupLines(group: SameChain, several: boolean, nowMs: number, style: Style, room: number): string[] {
  const places = placesText(group.at)
  const wire = wireText(group.outcome)
  const count = countText(group.outcome.chain.length, 'certificate')
  const head = `${several ? 'A chain' : 'The chain'} of ${count}${places === '' ? '' : ` ${places}`}, as sent${wire === '' ? '' : ` (${wire})`}:`
  const problems = group.at.flatMap(observation => observation.problems)
  const odd = [...new Set(problems.map(problem => `${problem.detail} [${problem.code}]`))]
  return [
    '',
    ...wrap(head, room),
    ...chainLines(group.outcome.chain, nowMs, style, room),
    ...odd.flatMap(text => wrap(`Odd: ${printable(text)}`, room, '  ')),
  ]
}

function failureLines(observations: readonly Observation[], style: Style, room: number): string[] {
  const lines = new Set<string>()
  for (const { outcome, address, keyType } of observations) {
    if (outcome.state !== 'failed') continue
    const remedy = tlsCodes.find(item => item.code === outcome.code)?.remedy ?? ''
    const where = [address, keyType === 'any' ? '' : `${keyType.toUpperCase()} key`]
      .filter(Boolean)
      .join(', ')
    lines.add(
      `${where === '' ? '' : `${where}: `}${printable(outcome.detail)} [${outcome.code}] ${remedy}`.trim(),
    )
  }
  return lines.size === 0
    ? []
    : [
        '',
        style.doubt('Could not look:'),
        ...[...lines].flatMap(line => wrap(line, room - 2, '  ').map(text => `  ${text}`)),
      ]
}

/** Observations by endpoint, in the order in which they were asked for. */
export function byEndpoint(observations: readonly Observation[]): Map<string, readonly Observation[]> {
  return Map.groupBy(observations, ({ host, port, starttls }) => formatEndpoint({ host, port, starttls }))
}

/** What endpoints serve, for people: a sentence each, then the chains as sent, then what failed. */
export function* observeText(
  observations: readonly Observation[],
  nowMs: number,
  style: Style,
  room: number,
): Generator<string> {
  let first = true
  for (const [name, own] of byEndpoint(observations)) {
    const groups = groupChains(own)
    const failures = own.filter(({ outcome }) => outcome.state === 'failed').length
    const lines = [
      ...wrap(sentence(name, groups, failures, nowMs), room).map(style.bold),
      ...groups.flatMap(group => groupLines(group, groups.length > 1, nowMs, style, room)),
      ...failureLines(own, style, room),
    ]
    yield `${first ? '' : '\n'}${lines.join('\n')}\n`
    first = false
  }
}
