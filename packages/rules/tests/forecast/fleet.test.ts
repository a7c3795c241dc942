/** A fleet against its slow twin: every release forecast at every endpoint by `forecast`, anew each time. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Breakage, Finding, Observation } from '@foreseen/facts'
import { nodeCrypto } from '@foreseen/x509/node'
import fc from 'fast-check'
import {
  buildInventory,
  compactInventory,
  type Fleet,
  type FleetEndpoint,
  type FleetRelease,
  forecast,
  openFleet,
  type ReleaseFacts,
} from '../../src/index.ts'
import {
  type Authority,
  authority,
  certificateFinding,
  dayMs,
  failed,
  leaf,
  nowMs,
  observed,
  type PinFinding,
  pinFinding,
  sha256,
  spkiOf,
} from './scene.ts'

const times = { nowMs, horizonMs: nowMs + 398 * dayMs }
const hosts = ['a.joost.test', 'b.joost.test', 'c.other.test', 'deep.sub.joost.test']

type Maker = (path: string, offset: number) => Finding
let makers: readonly Maker[] = []
/** Chains that an endpoint may serve, for each host. */
let chains: readonly (readonly (readonly Uint8Array[])[])[] = []

const certificateOf =
  (der: Uint8Array): Maker =>
  (path, offset) =>
    certificateFinding(der, path, offset)

const pinOf =
  (digest: string, more: Partial<PinFinding> = {}): Maker =>
  (path, offset) =>
    pinFinding(digest, path, { at: { path, offset, lengthBytes: 44 }, ...more })

async function chainsOf(host: string, issuers: readonly Authority[][]): Promise<Uint8Array[][]> {
  const options = { dnsNames: [host] }
  return await Promise.all(
    issuers.map(async ([issuer, ...above]) => {
      const { der } = await leaf(issuer as Authority, -30, 60, options)
      return [der, (issuer as Authority).der, ...above.map(each => each.der)]
    }),
  )
}

before(async () => {
  const root = await authority('CN=Root A')
  const middle = await authority('CN=Middle A', root)
  const crossed = await authority('CN=Middle A', await authority('CN=Root C'), -10, 900, { key: middle.key })
  const other = await authority('CN=Root B')
  const below = await authority('CN=Middle B', other)
  chains = await Promise.all(hosts.map(host => chainsOf(host, [[middle], [crossed, root], [below]])))
  const leaves = chains.flatMap(each => each.map(([der]) => der ?? new Uint8Array()))
  const digest = (der: Uint8Array): string => sha256(der)
  makers = [
    ...[root, middle, crossed, other, below].map(({ der }) => certificateOf(der)),
    ...leaves.slice(0, 9).map(certificateOf),
    certificateOf((await leaf(other, -300, -20, { dnsNames: [hosts[0] ?? ''] })).der),
    certificateOf((await leaf(other, -30, 20, { dnsNames: ['*.joost.test'] })).der),
    pinOf(sha256(spkiOf(middle.key)), { hosts: [] }),
    pinOf(sha256(spkiOf(root.key)), { hosts: ['*.joost.test'], form: 'android-nsc' }),
    pinOf(digest(leaves[0] ?? new Uint8Array()), { target: 'certificate', hosts: [], form: 'curl' }),
    pinOf('ab'.repeat(32), { hosts: ['c.other.test'] }),
    pinOf('cd'.repeat(32), { hosts: [] }),
    (path, offset) => ({
      type: 'public-key',
      spkiSha256: sha256(spkiOf(below.key)),
      spki: spkiOf(below.key),
      at: { path, offset, lengthBytes: 91 },
      encoding: 'der',
      detector: 'spki',
    }),
  ]
})

interface Drawn {
  /** Numbers of makers, by release. */
  readonly releases: readonly (readonly number[])[]
  /** Numbers of chains by endpoint, `3` for a look that failed; the last one may be the next chain. */
  readonly endpoints: readonly { readonly served: number; readonly next: number }[]
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  releases: fc.array(fc.uniqueArray(fc.nat({ max: 21 }), { maxLength: 4 }), { minLength: 1, maxLength: 4 }),
  endpoints: fc.array(fc.record({ served: fc.nat({ max: 3 }), next: fc.nat({ max: 6 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
})

const findingsOf = (numbers: readonly number[], index: number): Finding[] =>
  numbers.flatMap(number => makers[number]?.(`r${index}!f${number % 5}`, number * 100) ?? [])

function observationsOf({ served, next }: Drawn['endpoints'][number], index: number): Observation[] {
  const host = hosts[index] ?? ''
  const at = (each: Observation): Observation => ({ ...each, host, sni: host })
  const own = chains[index] ?? []
  const chain = own[served]
  const coming = own[next]
  if (chain === undefined) return [at(failed('refused'))]
  return [at(observed(chain)), ...(coming === undefined ? [] : [at(observed(coming, 'file'))])]
}

const endpointOf = (each: Drawn['endpoints'][number], index: number): FleetEndpoint => ({
  id: `end_${index}`,
  facts: { endpoint: `${hosts[index]}:443`, observations: observationsOf(each, index) },
  plan: {},
  former: [],
})

const releaseOf = (numbers: readonly number[], index: number): FleetRelease => {
  const inventory = buildInventory(findingsOf(numbers, index), { crypto: nodeCrypto, nowMs })
  const release = { name: `release ${index}`, path: `r${index}` }
  const facts = { release, inventory: compactInventory(inventory), unseen: [] }
  return { id: `rel_${index}`, facts, updateHosts: [], endpoints: [] }
}

/** All pairs by `forecast`, with pins resolved as `check` does it. */
function slowly({ releases, endpoints }: Drawn): Map<string, Breakage> {
  const observations = endpoints.flatMap(observationsOf)
  const all = releases.map(findingsOf)
  const known = all.flat().flatMap(finding => (finding.type === 'certificate' ? [finding.der] : []))
  const facts = all.map<ReleaseFacts>((findings, index) => ({
    release: { name: `release ${index}`, path: `r${index}` },
    inventory: buildInventory(findings, { crypto: nodeCrypto, nowMs, observations, known }),
    unseen: [],
  }))
  const said = forecast({
    releases: facts,
    endpoints: endpoints.map((each, index) => endpointOf(each, index).facts),
    plan: {},
    ...times,
    crypto: nodeCrypto,
  })
  const pairs = releases.flatMap((_, release) => endpoints.map((__, end) => `rel_${release} end_${end}`))
  return new Map(pairs.map((pair, index) => [pair, said[index] as Breakage]))
}

function quickly(fleet: Fleet): Map<string, Breakage> {
  const pairs = [...fleet.meetings().values()].flatMap(met => [...met.values()])
  return new Map(
    pairs.map(pair => [`${pair.release} ${pair.endpoint}`, fleet.forecast(pair, times)] as const),
  )
}

function fill(fleet: Fleet, { releases, endpoints }: Drawn): void {
  for (const [index, each] of endpoints.entries()) fleet.setEndpoint(endpointOf(each, index))
  for (const [index, each] of releases.entries()) fleet.setRelease(releaseOf(each, index))
}

function fleetOf({ releases, endpoints }: Drawn): Fleet {
  const fleet = openFleet(nodeCrypto)
  fill(fleet, { releases, endpoints })
  return fleet
}

test('pairs that meet come out as if every pair had been asked; no other breaks by something of its endpoint', () => {
  let outside = 0
  fc.assert(
    fc.property(drawn, fleet => {
      const quick = quickly(fleetOf(fleet))
      for (const [pair, slow] of slowly(fleet)) {
        const found = quick.get(pair)
        if (found !== undefined) assert.deepEqual(found, slow, pair)
        else {
          outside++
          const met = slow.evidence.filter(({ role }) => role !== 'unrelated')
          assert.deepEqual(met, [], `${pair}: ${slow.sentence}`)
        }
      }
    }),
    { numRuns: 150 },
  )
  assert.ok(outside > 100, `${outside} pairs did not meet: nothing was shown`)
})

test('a fleet that changed is the fleet that begins as it ended', () => {
  fc.assert(
    fc.property(drawn, drawn, (first, last) => {
      const fleet = fleetOf(first)
      quickly(fleet)
      fill(fleet, { ...last, releases: [] })
      for (let index = last.endpoints.length; index < 4; index++) fleet.dropEndpoint(`end_${index}`)
      if (first.releases.length % 2 === 0) quickly(fleet)
      fill(fleet, { ...last, endpoints: [] })
      for (let index = last.releases.length; index < 4; index++) fleet.dropRelease(`rel_${index}`)
      const [changed, fresh] = [quickly(fleet), quickly(fleetOf(last))]
      assert.deepEqual(new Set(changed.keys()), new Set(fresh.keys()))
      for (const [pair, breakage] of fresh) assert.deepEqual(changed.get(pair), breakage, pair)
    }),
    { numRuns: 100 },
  )
})

test('what an endpoint served once is met, and said to be open', () => {
  const fleet = openFleet(nodeCrypto)
  const before = { ...observed(chains[0]?.[0] ?? []), host: hosts[0] ?? '', sni: '' }
  fleet.setEndpoint({ ...endpointOf({ served: 2, next: 6 }, 0), former: [before] })
  fleet.setRelease(releaseOf([1], 0))
  const [said] = quickly(fleet).values()
  assert.equal(said?.outcome, 'may-break')
  assert.match(said?.sentence ?? '', /may have stopped connecting to a\.joost\.test: f1 holds/)
})

test('people, hosts of updates and hosts beside a finding make pairs', () => {
  const fleet = openFleet(nodeCrypto)
  fill(fleet, { releases: [], endpoints: hosts.map(() => ({ served: 0, next: 6 })) })
  fleet.setRelease({ ...releaseOf([], 0), endpoints: ['end_1'], updateHosts: ['C.Other.Test'] })
  fleet.setRelease(releaseOf([19], 1))
  const pairs = [...fleet.meetings()].flatMap(([endpoint, met]) =>
    [...met.values()].map(({ release, by }) => `${release} ${endpoint} ${by}`),
  )
  assert.deepEqual(pairs.sort(), ['rel_0 end_1 said', 'rel_0 end_2 update-host', 'rel_1 end_2 host'])
})
