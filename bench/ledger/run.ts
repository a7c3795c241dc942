/** How fast the ledger takes in and answers: `node --conditions=foreseen-source bench/ledger/run.ts --scale 1`. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { type By, type Ledger, openLedger, verifyEvents } from '@foreseen/ledger'
import { startCluster } from '../../packages/ledger/tests/postgres.ts'
import {
  bodyOf,
  observationOf,
  organisationIn,
  releaseIn,
  sha256,
  subjectOf,
} from '../../packages/ledger/tests/sample.ts'
import { createRandom } from '../random.ts'
import { scanNumber } from './generate.ts'
import { type BenchOptions, readOptions } from './options.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

const random = (sizeBytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(sizeBytes))

interface Filled {
  readonly by: By
  readonly releases: readonly string[]
  readonly scans: readonly string[]
  readonly endpoints: readonly string[]
}

async function push(
  ledger: Ledger,
  by: By,
  options: BenchOptions,
): Promise<Omit<Filled, 'endpoints' | 'by'>> {
  const count = Math.max(1, Math.round(2000 * options.scale))
  const { next } = createRandom(options.seed)
  const releases: string[] = []
  for (let number = 0; number < count; number++) releases.push(await releaseIn(ledger, by, `1.${number}`))
  const scans: string[] = []
  let spentMs = 0
  let cpuMs = 0
  let slowest = Number.POSITIVE_INFINITY
  for (const [number, release] of releases.entries()) {
    const scan = scanNumber(release, number, 500, next)
    const [from, cpu] = [performance.now(), process.cpuUsage()]
    scans.push((await ledger.findings.pushScan(by, scan)).scan)
    const took = performance.now() - from
    spentMs += took
    const { user, system } = process.cpuUsage(cpu)
    cpuMs += (user + system) / 1000
    slowest = Math.min(slowest, (500 / took) * 1000)
    if ((number + 1) % Math.max(1, Math.floor(count / 5)) === 0)
      say(`  ${(number + 1) * 500} occurrences, ${Math.round(((number + 1) * 500_000) / spentMs)}/s so far`)
  }
  say(`push: ${Math.round((count * 500_000) / spentMs)} occurrences/s; slowest push ${Math.round(slowest)}/s`)
  say(`  by time of the processor: ${Math.round((count * 500_000) / cpuMs)} occurrences/s`)
  return { releases, scans }
}

async function observe(ledger: Ledger, by: By, { scale }: BenchOptions): Promise<readonly string[]> {
  const count = Math.max(1, Math.round(5000 * scale))
  const endpoints: string[] = []
  for (let number = 0; number < count; number++) {
    const place = { host: `h${number}.example.com`, port: 443, starttls: 'none' } as const
    endpoints.push((await ledger.endpoints.ensure(by, place)).id)
  }
  const from = performance.now()
  for (let batch = 0; batch < endpoints.length; batch += 100)
    await ledger.endpoints.observe(
      by,
      endpoints.slice(batch, batch + 100).map((endpoint, index) => ({
        endpoint,
        observation: observationOf([100_000 + batch + index, index % 7], Date.UTC(2026, 10, 1)),
      })),
    )
  say(`observe: ${Math.round((count * 1000) / (performance.now() - from))} new chains/s`)
  return endpoints
}

type Request = (ledger: Ledger, filled: Filled, next: () => number) => Promise<unknown>

const pick = <T>(list: readonly T[], next: () => number): T | undefined =>
  list[Math.floor(next() * list.length)]

const requests: Readonly<Record<string, Request>> = {
  'objects, a page': ({ findings }, _, next) =>
    findings.listObjects({ after: Buffer.from(`[${Math.floor(next() * 20_000)}]`).toString('base64url') }),
  'objects by kind': ({ findings }) => findings.listObjects({ kind: 'hardwired-leaf' }),
  'ending next': ({ findings }, _, next) =>
    findings.listEnding({ fromMs: Date.UTC(2025, 0, 1) + Math.floor(next() * 1e10) }),
  'search a subject': ({ findings }, { releases }, next) =>
    findings.listObjects({ text: subjectOf(1000 + Math.floor(next() * releases.length * 25)).slice(3, 15) }),
  'search a common word': ({ findings }, _, next) =>
    findings.listObjects({ text: `example${Math.floor(next() * 97)}.com` }),
  'search a fingerprint': ({ findings }, { releases }, next) =>
    findings.listObjects({
      text: sha256(bodyOf(1000 + Math.floor(next() * releases.length * 25))).slice(10, 30),
    }),
  'search nothing': ({ findings }, _, next) =>
    findings.listObjects({ text: `example${100 + Math.floor(next() * 900)}.org` }),
  'prefix of a fingerprint': ({ findings }, _, next) =>
    findings.listObjects({ text: sha256(String(next())).slice(0, 6), match: 'prefix' }),
  'places of an object': ({ findings }, _, next) => findings.occurrencesOf(1 + Math.floor(next() * 150)),
  'a scan': ({ findings }, { scans }, next) => findings.occurrencesIn(pick(scans, next) ?? ''),
  'releases, a page': ({ releases }, { by }) => releases.list({ organisation: by.organisation }),
  'served now': ({ endpoints }, filled, next) => endpoints.servedNow(pick(filled.endpoints, next) ?? ''),
}

const at = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)

/** One request after the other: what each costs by itself, by the clock and by the processor. */
async function alone(ledger: Ledger, filled: Filled, { seed }: BenchOptions): Promise<void> {
  const { next } = createRandom(seed + 2)
  const times = 100
  say('one at a time; ms: median, p99, and of the processor each')
  for (const [name, request] of Object.entries(requests)) {
    await request(ledger, filled, next)
    const took: number[] = []
    const cpu = process.cpuUsage()
    for (let time = 0; time < times; time++) {
      const from = performance.now()
      await request(ledger, filled, next)
      took.push(performance.now() - from)
    }
    const { user, system } = process.cpuUsage(cpu)
    took.sort((a, b) => a - b)
    say(`  ${name}: ${at(took, 0.5)}, ${at(took, 0.98)}, ${((user + system) / 1000 / times).toFixed(1)}`)
  }
}

/** Requests leave on time whether or not earlier ones are answered, so that waiting counts as latency. */
async function ask(ledger: Ledger, filled: Filled, { rate, seconds, seed }: BenchOptions): Promise<void> {
  const { next } = createRandom(seed + 1)
  const names = Object.keys(requests)
  const took = new Map<string, number[]>(names.map(name => [name, []]))
  const pending: Promise<void>[] = []
  const from = performance.now()
  for (let sent = 0; sent < rate * seconds; sent++) {
    const due = from + (sent * 1000) / rate
    if (due > performance.now()) await wait(due - performance.now())
    const name = names[sent % names.length] ?? ''
    const answer = requests[name]?.(ledger, filled, next)
    if (answer !== undefined)
      pending.push(answer.then(() => void took.get(name)?.push(performance.now() - due)))
    if (sent % Math.max(1, rate) === 0) {
      const endpoint = pick(filled.endpoints, next) ?? ''
      const observation = observationOf([Math.floor(next() * 1e6), 1], Date.UTC(2026, 10, 2) + sent)
      pending.push(ledger.endpoints.observe(filled.by, [{ endpoint, observation }]).then(() => undefined))
    }
  }
  await Promise.all(pending)
  const all = [...took.values()].flat().sort((a, b) => a - b)
  say(`${rate} requests/s for ${seconds} s, observations coming in; ms: median, p99, largest`)
  say(`  all: ${at(all, 0.5)}, ${at(all, 0.99)}, ${at(all, 1)}`)
  for (const [name, times] of took) {
    times.sort((a, b) => a - b)
    say(`  ${name}: ${at(times, 0.5)}, ${at(times, 0.99)}, ${at(times, 1)}`)
  }
}

async function run(options: BenchOptions): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-bench-'))
  const cluster = options.address === 'postgresql' ? await startCluster({ durable: true }) : undefined
  const given = options.address === '' ? join(dir, 'bench.ledger') : options.address
  const address = cluster === undefined ? given : await cluster.database()
  const ledger = await openLedger({ address, clock: Date.now, random })
  try {
    say(
      `scale ${options.scale}, seed ${options.seed}, ${ledger.engine.name}, load ${loadavg()[0]?.toFixed(1)}`,
    )
    const by = await organisationIn(ledger)
    const pushed = await push(ledger, by, options)
    const endpoints = await observe(ledger, by, options)
    await alone(ledger, { by, ...pushed, endpoints }, options)
    await ask(ledger, { by, ...pushed, endpoints }, options)
    const from = performance.now()
    const { sound } = await verifyEvents(ledger.engine)
    say(`events verified in ${Math.round(performance.now() - from)} ms: ${sound ? 'sound' : 'broken'}`)
    if (options.address === '') say(`file: ${Math.round(statSync(address).size / 1e6)} MB`)
    say(`load ${loadavg()[0]?.toFixed(1)}`)
  } finally {
    await ledger.close()
    await cluster?.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

await run(readOptions(process.argv.slice(2)))
