/** What a forecast could not take into account, said release by release and endpoint by endpoint. */
import { formatEndpoint } from '@foreseen/facts'
import type { ForecastEndpoint } from '@foreseen/ledger'
import type { Engine, Said } from './engine.ts'
import { stretchesOf } from './source.ts'
import type { KnownRelease } from './sync.ts'

export interface Gaps {
  /** For people, at most so many; what is left out is counted in the last one. */
  readonly sentences: readonly string[]
  /** By the ids of releases and endpoints without a line. */
  readonly unmet: Readonly<Record<string, string>>
}

/** Sentences of one sort that are told one by one. */
const mostTold = 20

const countOf = (count: number, noun: string): string => (count === 1 ? `one ${noun}` : `${count} ${noun}s`)

function told(sentences: readonly string[], rest: (count: number) => string): string[] {
  const more = sentences.length - mostTold
  return more > 0 ? [...sentences.slice(0, mostTold), rest(more)] : [...sentences]
}

function whyUnmet({ row, read }: KnownRelease): string {
  const { facts } = read.fleet
  const { name } = facts.release
  if (row.scan === undefined) return `${name} was never scanned: nothing is known of what it holds.`
  const { certificates, pins, publicKeys, bundles } = facts.inventory
  const held = certificates.length + pins.length + publicKeys.length
  const roots = bundles.length === 0 ? '' : ', and a bundle of public roots, which may serve for any'
  const what =
    held === 0
      ? bundles.length === 0
        ? 'nothing hardwired was found in it'
        : 'it holds a bundle of public roots and nothing else, which may serve for any'
      : `none of ${countOf(held, 'hardwired thing')}${roots} belongs to one`
  return `${name} meets no known endpoint: ${what}. Say which endpoints it connects to.`
}

const nameOf = ({ host, port }: ForecastEndpoint): string => formatEndpoint({ host, port, starttls: 'none' })

function whyRemembered(endpoint: ForecastEndpoint): string | undefined {
  const { remembered } = stretchesOf(endpoint)
  const lastMs = Math.max(...remembered.map(({ last_ms }) => last_ms))
  if (remembered.length === 0) return undefined
  return `${nameOf(endpoint)} cannot be seen now: what is said of it rests on what it served until ${new Date(lastMs).toISOString().slice(0, 10)}.`
}

/** What the lines do not say. */
export function gapsOf({ releases, endpoints }: Engine, said: readonly Said[]): Gaps {
  const met = new Set(said.flatMap(({ pair }) => [pair.release, pair.endpoint]))
  const unmet = new Map<string, string>()
  for (const [id, known] of releases) if (!met.has(id)) unmet.set(id, whyUnmet(known))
  const lonely = [...unmet.values()]
  for (const [id, row] of endpoints) if (!met.has(id)) unmet.set(id, `No known release meets ${nameOf(row)}.`)
  const missing = [...releases.values()].flatMap(({ read }) =>
    read.missing === 0
      ? []
      : [
          `${read.fleet.facts.release.name}: the bytes of ${countOf(read.missing, 'certificate or key')} were never pushed, so nothing is concluded from them. Push with --format push.`,
        ],
  )
  const unseen = [...endpoints.values()]
    .filter(({ intervals }) => intervals.length === 0)
    .map(row => `${nameOf(row)} was never looked at.`)
  const remembered = [...endpoints.values()].flatMap(row => whyRemembered(row) ?? [])
  return {
    unmet: Object.fromEntries(unmet),
    sentences: [
      ...told(
        missing,
        count => `The bytes of findings of ${countOf(count, 'more release')} are missing too.`,
      ),
      ...told(lonely, count => `${countOf(count, 'more release')} meet no known endpoint.`),
      ...told(unseen, count => `${countOf(count, 'more endpoint')} were never looked at.`),
      ...told(remembered, count => `${countOf(count, 'more endpoint')} cannot be seen now.`),
    ],
  }
}
