/** How fast a fleet is forecast: `node --conditions=foreseen-source bench/forecast/run.ts --scale 1 [--ledger]`. */
import { loadavg } from 'node:os'
import { performance } from 'node:perf_hooks'
import {
  buildInventory,
  type CertificateReader,
  compactInventory,
  type Fleet,
  type FleetEndpoint,
  type FleetRelease,
  forecast,
  openFleet,
} from '@foreseen/rules'
import { type Crypto, parseCertificate, rememberVerdicts, type SignatureVerdict } from '@foreseen/x509'
import { nodeCrypto } from '@foreseen/x509/node'
import {
  dayMs,
  leafOf,
  type MadeEndpoint,
  type MadeFleet,
  type MadeRelease,
  makeFleet,
  nowMs,
  observationOf,
} from './generate.ts'
import { measureLedger } from './ledger.ts'
import { readOptions } from './options.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

const times = { nowMs, horizonMs: nowMs + 400 * dayMs }

interface Timed<T> {
  readonly ms: number
  /** Time of the processor: what counts where the machine is shared. */
  readonly cpuMs: number
  readonly value: T
}

function timed<T>(act: () => T): Timed<T> {
  const [from, cpu] = [performance.now(), process.cpuUsage()]
  const value = act()
  const ms = performance.now() - from
  const { user, system } = process.cpuUsage(cpu)
  return { ms, cpuMs: (user + system) / 1000, value }
}

const figure = ({ ms, cpuMs }: Timed<unknown>): string =>
  `${Math.round(ms)} ms (processor ${Math.round(cpuMs)})`

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

function rememberingCrypto(): Crypto {
  const verdicts = new Map<string, SignatureVerdict>()
  return rememberVerdicts(nodeCrypto, {
    load: id => verdicts.get(id),
    store: (id, verdict) => void verdicts.set(id, verdict),
  })
}

function remembering(): CertificateReader {
  const parsed = new Map<string, ReturnType<CertificateReader>>()
  return (der, sha256) => {
    const known = parsed.get(sha256) ?? parseCertificate(der)
    parsed.set(sha256, known)
    return known
  }
}

const endpointOf = ({ host, chain, former, isSeen }: MadeEndpoint, number: number): FleetEndpoint => ({
  id: `end_${number}`,
  facts: { endpoint: `${host}:443`, observations: [observationOf(host, isSeen ? chain : undefined)] },
  plan: {},
  former: former === undefined ? [] : [observationOf(host, former)],
})

function releaseOf(
  { product, version, findings }: MadeRelease,
  number: number,
  crypto: Crypto,
  read: CertificateReader,
): FleetRelease {
  const path = `app-${number}`
  const inventory = compactInventory(buildInventory(findings, { crypto, nowMs, releasePath: path, read }))
  const facts = { release: { name: `${product} ${version}`, path }, inventory, unseen: [] }
  return { id: `rel_${number}`, facts, updateHosts: [], endpoints: [] }
}

function forecastAll(fleet: Fleet, at: typeof times): number {
  let count = 0
  for (const met of fleet.meetings().values())
    for (const pair of met.values()) {
      fleet.forecast(pair, at)
      count++
    }
  return count
}

/** The same pairs, each by `forecast` with nothing remembered between them: what the fleet is measured against. */
function slowly(fleet: Fleet, made: MadeFleet, count: number): number {
  const pairs = [...fleet.meetings().values()].flatMap(met => [...met.values()])
  const every = Math.max(1, Math.floor(pairs.length / count))
  const some = pairs.filter((_, index) => index % every === 0)
  const { cpuMs } = timed(() => {
    for (const { release, endpoint } of some) {
      const number = Number(release.slice(4))
      const crypto = { ...nodeCrypto }
      const given = releaseOf(made.releases[number] as MadeRelease, number, crypto, parseCertificate)
      const other = Number(endpoint.slice(4))
      const { facts } = endpointOf(made.endpoints[other] as MadeEndpoint, other)
      forecast({ releases: [given.facts], endpoints: [facts], plan: {}, ...times, crypto })
    }
  })
  return cpuMs / some.length
}

function changes(fleet: Fleet, made: MadeFleet): Timed<void>[] {
  return Array.from({ length: 21 }, (_, index) => {
    const number = (index * 37) % made.endpoints.length
    const endpoint = made.endpoints[number] as MadeEndpoint
    const { host, chain, issuer } = endpoint
    const renewed = {
      ...endpoint,
      former: chain,
      chain: [leafOf(host, 2, 0, issuer), ...chain.slice(1)],
      isSeen: true,
    }
    return timed(() => {
      fleet.setEndpoint(endpointOf(renewed, number))
      forecastAll(fleet, times)
    })
  })
}

const options = readOptions(process.argv.slice(2))
const { scale, seed } = options
const shape = {
  releases: Math.max(1, Math.round(2000 * scale)),
  endpoints: Math.max(25, Math.round(5000 * scale)),
  occurrences: Math.round(1_000_000 * scale),
  seed,
}
say(`seed ${seed}, scale ${scale}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`)
const made = makeFleet(shape)
const crypto = rememberingCrypto()
const read = remembering()
const fleet = openFleet(crypto)
const filling = timed(() => {
  for (const [number, endpoint] of made.endpoints.entries()) fleet.setEndpoint(endpointOf(endpoint, number))
  for (const [number, release] of made.releases.entries())
    fleet.setRelease(releaseOf(release, number, crypto, read))
})
say(`${shape.occurrences} occurrences in ${shape.releases} releases, ${shape.endpoints} endpoints`)
say(`facts from findings: ${figure(filling)}`)
const meeting = timed(() => fleet.meetings())
say(`which pairs meet: ${figure(meeting)}`)
const first = timed(() => forecastAll(fleet, times))
say(`first forecast of ${first.value} pairs (signatures are checked): ${figure(first)}`)
const again = [1, 2, 3].map(later => timed(() => forecastAll(fleet, { ...times, nowMs: nowMs + later })))
const cpuMs = median(again.map(each => each.cpuMs))
const warm = again.find(each => each.cpuMs === cpuMs) ?? first
say(`forecast of all, facts warm: ${figure(warm)}, ${Math.round((cpuMs * 1000) / first.value)} us a pair`)
const slow = slowly(fleet, made, 60)
say(`ratio: one pair alone by forecast() takes ${(slow / (cpuMs / first.value)).toFixed(0)} times as long`)
forecastAll(fleet, times)
const changed = changes(fleet, made)
const [walls, cpus] = [changed.map(({ ms }) => ms), changed.map(each => each.cpuMs)]
const shown = (numbers: readonly number[]): string =>
  `median ${median(numbers).toFixed(1)}, most ${Math.max(...numbers).toFixed(1)} ms`
say(`change of one endpoint: ${shown(walls)} (processor: ${shown(cpus)})`)
say(`memory: ${Math.round(process.memoryUsage().heapUsed / 1e6)} MB of heap`)
if (options.ledger) await measureLedger(made, say)
