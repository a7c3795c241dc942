/** What must hold whatever is found: order, names, unrelated things, the passing of time, unknown verifiers. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Breakage, Finding, Outcome } from '@foreseen/facts'
import fc from 'fast-check'
import { profiles } from '../../src/index.ts'
import {
  type Authority,
  ask,
  authority,
  certificateFinding,
  dayMs,
  joost,
  leaf,
  nowMs,
  observed,
  pinFinding,
  sha256,
  spkiOf,
} from './scene.ts'

type Maker = (path: string, offset: number) => Finding

let pool: readonly Maker[] = []
let unrelated: readonly Maker[] = []
let observations: readonly ReturnType<typeof observed>[] = []

before(async () => {
  const root = await authority('CN=Story Root', undefined, -800, 300)
  const middle = await authority('CN=Story Intermediate', root)
  const ended = await authority('CN=Story Intermediate', root, -800, -1, { key: middle.key })
  const served = await leaf(middle, -30, 60)
  const former = await leaf(middle, -120, -20)
  const of =
    ({ der }: Authority): Maker =>
    (path, offset) =>
      certificateFinding(der, path, offset)
  pool = [
    of(root),
    of(middle),
    of(ended),
    of(served),
    of(former),
    (path, offset) => ({
      ...pinFinding(sha256(spkiOf(served.key)), path),
      at: { path, offset, lengthBytes: 44 },
    }),
    (path, offset) => ({ ...pinFinding('cd'.repeat(32), path), at: { path, offset, lengthBytes: 44 } }),
  ]
  const stranger = await authority('CN=Stranger')
  unrelated = [of(stranger), of(await leaf(stranger, -30, 60, { dnsNames: ['api.other.test'] }))]
  observations = [observed([served.der, middle.der])]
})

const indexes = fc.uniqueArray(fc.nat({ max: 6 }), { maxLength: 5 })
const make = (chosen: readonly number[]): Finding[] =>
  chosen.flatMap(index => pool[index]?.(`${joost.path}!app/f${index}`, index * 10_000) ?? [])

const gist = ({ outcome, level, failsNow, days, events }: Breakage): unknown => ({
  outcome,
  level,
  failsNow,
  days,
  events: events.map(({ event, outcome: each, expected, atMs }) => ({ event, each, expected, atMs })),
})

test('the order of findings changes nothing, their names no verdict', () => {
  fc.assert(
    fc.property(indexes, fc.nat(), (chosen, seed) => {
      const findings = make(chosen)
      const first = ask({ findings, observations })
      const turned = [
        ...findings.slice(seed % (findings.length + 1)),
        ...findings.slice(0, seed % (findings.length + 1)),
      ]
      assert.deepEqual(ask({ findings: turned.reverse(), observations }), first)
      const renamed = findings.map((finding, i) => ({
        ...finding,
        at: { ...finding.at, path: `${joost.path}!x${(i * 7) % 5}-${i}` },
      }))
      const pins = findings.filter(finding => finding.type === 'pin').length
      // Pins of one file are one set, so only a single pin may move without a change of meaning.
      if (pins < 2) assert.deepEqual(gist(ask({ findings: renamed, observations })), gist(first))
    }),
    { numRuns: 40 },
  )
})

test('a certificate that has nothing to do with the endpoint changes no verdict', () => {
  fc.assert(
    fc.property(indexes, fc.nat({ max: 1 }), (chosen, which) => {
      const findings = make(chosen)
      const extra = unrelated[which]?.(`${joost.path}!zzz`, 0)
      const more = ask({ findings: extra === undefined ? findings : [...findings, extra], observations })
      const { events: _, ...verdict } = more
      const { events: __, ...before } = ask({ findings, observations })
      assert.deepEqual(verdict, before)
    }),
    { numRuns: 40 },
  )
})

test('no day lies before now, and earliest, expected, latest keep their order', () => {
  fc.assert(
    fc.property(indexes, fc.integer({ min: 0, max: 400 }), (chosen, days) => {
      const at = nowMs + days * dayMs
      const { days: told } = ask({ findings: make(chosen), observations, nowMs: at })
      const known = [told.earliestMs, told.expectedMs, told.latestMs].filter(day => day !== undefined)
      assert.ok(known.every(day => day >= at))
      assert.deepEqual(
        known,
        known.toSorted((a, b) => a - b),
      )
    }),
    { numRuns: 60 },
  )
})

const union = (outcomes: readonly Outcome[]): Outcome => {
  const [first] = outcomes
  return first !== undefined && outcomes.every(outcome => outcome === first) ? first : 'may-break'
}

test('an unknown verifier is the union of those with which the release can ever have worked', async () => {
  const root = await authority('CN=Lattice Root', undefined, -800, 20)
  const middle = await authority('CN=Lattice Intermediate', root, -700, 300)
  const ended = await authority('CN=Lattice Root', undefined, -800, -1, { key: root.key })
  const poison = await authority('CN=Lattice Intermediate', root, -700, -1, { key: middle.key })
  const served = await leaf(middle, -30, 60)
  const chain = [observed([served.der, middle.der])]
  for (const held of [[root], [ended], [root, poison], [middle, root], [served]]) {
    const findings = held.map(({ der }, i) => certificateFinding(der, `${joost.path}!app/${i}`))
    const each = profiles.map(({ id }) => ask({ findings, observations: chain, verifiers: [id] }).outcome)
    assert.equal(ask({ findings, observations: chain }).outcome, union(each))
  }
})
