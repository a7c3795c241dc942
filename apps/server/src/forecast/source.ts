/** From what the ledger keeps to what the rules take: findings with their bytes, chains as they were served, plans. */
import {
  type Finding,
  findingOf,
  formatEndpoint,
  type Observation,
  observationSchema,
  type Unseen,
  unseenOf,
} from '@foreseen/facts'
import type {
  ForecastChain,
  ForecastEndpoint,
  ForecastInterval,
  ForecastRelease,
  Ledger,
  RenewalPlan as StoredPlan,
} from '@foreseen/ledger'
import {
  buildInventory,
  compactInventory,
  decideReleasePath,
  type FleetEndpoint,
  type FleetRelease,
  type RenewalPlan,
} from '@foreseen/rules'
import { releaseName } from '../release/name.ts'
import type { Library } from './library.ts'

const dayMs = 86_400_000

/** A chain that was served this long ago still counts while looks fail. */
const rememberedMs = 7 * dayMs

/** Places read in one go. */
const pageRows = 500

/** A turn for whatever else waits. */
export const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** What is known of a release, and what could not be. */
export interface ReadRelease {
  readonly fleet: FleetRelease
  /** Certificates and keys whose bytes were never pushed. */
  readonly missing: number
}

type Records = readonly Parameters<typeof findingOf>[0][]

/** The scan's records with the bytes behind them; a scan is read in pages, since one may have half a million. */
async function recordsOf(ledger: Ledger, library: Library, scan: string): Promise<Records> {
  const records: Parameters<typeof findingOf>[0][] = []
  let after: string | undefined
  do {
    const request = { limit: pageRows, ...(after === undefined ? {} : { after }) }
    const page = await ledger.findings.occurrencesIn(scan, request)
    const wanted = page.items
      .filter(({ record }) => record.type === 'certificate' || record.type === 'public-key')
      .map(({ object, record }) => ({ object, sha256: record.sha256 ?? record.spkiSha256 ?? '' }))
    await library.fetch(wanted)
    for (const { record } of page.items) records.push(record)
    after = page.next
    await pause()
  } while (after !== undefined)
  return records
}

async function unseenIn(ledger: Ledger, scan: string): Promise<Unseen[]> {
  const unseen: Unseen[] = []
  let after: string | undefined
  do {
    const page = await ledger.findings.unseenIn(scan, {
      limit: pageRows,
      ...(after === undefined ? {} : { after }),
    })
    unseen.push(...page.items.map(unseenOf))
    after = page.next
  } while (after !== undefined)
  return unseen
}

/** What cannot be reasoned about for want of bytes, once an object. */
function unread(records: Records, library: Library): Unseen[] {
  const missing = new Map<string, Unseen>()
  for (const record of records) {
    if (record.type !== 'certificate' && record.type !== 'public-key') continue
    const digest = record.sha256 ?? record.spkiSha256 ?? ''
    if (missing.has(digest) || findingOf(record, library.bytesOf) !== undefined) continue
    const name = record.subject ?? `${record.type} ${digest.slice(0, 16)}...`
    missing.set(digest, {
      path: record.path,
      reason: 'unreadable',
      code: 'server-bytes-missing',
      detail: `The bytes of ${name} were never pushed.`,
      offset: record.offset,
    })
  }
  return [...missing.values()]
}

/** What a release's newest scan found, as an inventory. */
export async function readRelease(
  ledger: Ledger,
  library: Library,
  row: ForecastRelease,
  nowMs: number,
): Promise<ReadRelease> {
  const records = row.scan === undefined ? [] : await recordsOf(ledger, library, row.scan.id)
  const findings = records.flatMap((record): Finding[] => {
    const finding = findingOf(record, library.bytesOf)
    return finding === undefined ? [] : [finding]
  })
  const missing = unread(records, library)
  const unseen = row.scan === undefined ? [] : await unseenIn(ledger, row.scan.id)
  const path = decideReleasePath(records)
  const { crypto, read } = library
  const inventory = buildInventory(findings, { crypto, nowMs, releasePath: path, read })
  return {
    fleet: fleetRelease(row, path, compactInventory(inventory), [...unseen, ...missing]),
    missing: missing.length,
  }
}

function fleetRelease(
  row: ForecastRelease,
  path: string,
  inventory: FleetRelease['facts']['inventory'],
  unseen: readonly Unseen[],
): FleetRelease {
  const name = releaseName(row.product, row.version, row.platform)
  const facts = { release: { name, path }, inventory, unseen }
  return { id: row.id, facts, updateHosts: row.updateHosts, endpoints: row.endpoints }
}

/** The same with what people changed of it, when its scan is the one that was read. */
export const renamed = ({ fleet, missing }: ReadRelease, row: ForecastRelease): ReadRelease => {
  const { facts } = fleet
  return { fleet: fleetRelease(row, facts.release.path, facts.inventory, facts.unseen), missing }
}

/** What is said of the next renewal, as the rules take it. */
export function planOf(plan: StoredPlan | undefined): RenewalPlan {
  if (plan === undefined) return {}
  const { keyPolicy, leadDays, renewalMs, thirdParty } = plan
  return {
    keyPolicy: keyPolicy === 'unknown' ? undefined : keyPolicy,
    renewalMs,
    leadMs: leadDays === undefined ? undefined : leadDays * dayMs,
    thirdParty,
  }
}

const seriesOf = ({ address, sni, key_type, source }: ForecastInterval): string =>
  JSON.stringify([address, sni, key_type, source])

/** Stretches by what they are to today. */
export interface Stretches {
  readonly now: readonly ForecastInterval[]
  /** Looks fail, and these were served before. */
  readonly remembered: readonly ForecastInterval[]
  readonly former: readonly ForecastInterval[]
}

/** What counts as served now: of each address, name and key type the newest that the last look met, and files. */
export function stretchesOf({ intervals, lookedMs }: ForecastEndpoint): Stretches {
  const newest = [...Map.groupBy(intervals, seriesOf).values()].flatMap(series => series.at(-1) ?? [])
  const met = newest.filter(({ source, last_ms }) => source === 'file' || last_ms >= (lookedMs ?? 0))
  const network = met.filter(({ source }) => source === 'network')
  const isLost = network.length > 0 && network.every(({ state }) => state === 'failed')
  const lastMs = Math.max(...network.map(({ last_ms }) => last_ms))
  const remembered = isLost
    ? intervals.filter(
        ({ source, state, last_ms }) =>
          source === 'network' && state === 'served' && last_ms >= lastMs - rememberedMs,
      )
    : []
  const latest = Map.groupBy(remembered, seriesOf)
  const kept = [...latest.values()].flatMap(series => series.at(-1) ?? [])
  const current = new Set([...met, ...kept].map(({ chain }) => chain))
  const former = intervals.filter(({ chain }) => chain !== null && !current.has(chain))
  return { now: met, remembered: kept, former }
}

function detailOf(facts: string): { code: string; detail: string } {
  const said: unknown = JSON.parse(facts)
  const has = typeof said === 'object' && said !== null ? said : {}
  const code = 'code' in has ? String(has.code) : ''
  return { code, detail: 'detail' in has ? String(has.detail) : code }
}

/** One stretch as the look that ended it would have told it. */
export function observationOf(
  endpoint: ForecastEndpoint,
  interval: ForecastInterval,
  library: Library,
): Observation {
  const { address, sni, source, last_ms, facts } = interval
  const chain = interval.chain === null ? undefined : library.chain(interval.chain)
  const failed = { state: 'failed', ...detailOf(facts) } as const
  return {
    schema: observationSchema,
    source: source === 'file' ? 'file' : 'network',
    host: endpoint.host,
    port: endpoint.port,
    starttls: endpoint.starttls as Observation['starttls'],
    address,
    family: address === '' ? 0 : address.includes(':') ? 6 : 4,
    sni,
    keyType: interval.key_type as Observation['keyType'],
    atMs: last_ms,
    problems: [],
    outcome: chain === undefined ? failed : servedBy(chain, library),
  }
}

const servedBy = (chain: ForecastChain, library: Library) =>
  ({
    state: 'served',
    protocol: '',
    cipher: '',
    chain: chain.members.map(({ sha256, spkiSha256 }) => ({
      sha256,
      spkiSha256,
      der: library.bytesOf(sha256) ?? new Uint8Array(),
    })),
    leafIndex: chain.leafIndex,
    chainSha256: chain.sha256,
    alpn: '',
    staple: { present: false },
    sctCount: 0,
  }) as const

/** At most so many former chains count: an endpoint that renews every six days has 60 a year. */
const mostFormer = 40

/** An endpoint with what it serves; the chains are in the library already. */
export function fleetEndpoint(row: ForecastEndpoint, library: Library): FleetEndpoint {
  const { now, remembered, former } = stretchesOf(row)
  const seen =
    remembered.length === 0 ? now : [...now.filter(({ source }) => source === 'file'), ...remembered]
  const gone = new Map(former.map(interval => [interval.chain, interval]))
  return {
    id: row.id,
    facts: {
      endpoint: formatEndpoint({ host: row.host, port: row.port, starttls: 'none' }),
      observations: seen.map(interval => observationOf(row, interval, library)),
    },
    plan: planOf(row.plan),
    former: [...gone.values()].slice(-mostFormer).map(interval => observationOf(row, interval, library)),
  }
}
