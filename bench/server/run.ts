/**
 * How fast the server answers while it takes in: `npm run bench:server -- --scale 1 --rate 200 --seconds 30`. The floor
 * is `/healthz` of the same server at the same rate in the same run: what HTTP, headers and the client cost here.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { findingLine, jsonLines, summaryLine } from '../../apps/server/tests/records.ts'
import { bodyOf, sha256, subjectOf } from '../../packages/ledger/tests/sample.ts'
import { createRandom } from '../random.ts'
import { type Filled, fill } from './fill.ts'
import { type Kind, load, share, type Took } from './load.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const program = fileURLToPath(new URL('../../tests/faults/server/child.ts', import.meta.url))

function kindsOf({ releases, endpoints }: Filled, next: () => number): readonly Kind[] {
  const pick = (list: readonly string[]): string => list[Math.floor(next() * list.length)] ?? ''
  const own = (): number => 1000 + Math.floor(next() * releases.length * 25)
  const api = (name: string, path: () => string): Kind => ({ name, path: () => `/api/v1${path()}` })
  const text = (words: string): string => encodeURIComponent(words)
  return [
    api('releases', () => '/releases'),
    api('a release', () => `/releases/${pick(releases)}`),
    api('its places', () => `/releases/${pick(releases)}/occurrences`),
    api('objects', () => '/objects'),
    api('objects by kind', () => '/objects?kind=hardwired-leaf'),
    api('search a subject', () => `/objects?query=${text(subjectOf(own()).slice(3, 15))}`),
    api('search a common word', () => `/objects?query=example${Math.floor(next() * 97)}.com`),
    api('search a fingerprint', () => `/objects?query=${sha256(bodyOf(own())).slice(10, 30)}`),
    api('search nothing', () => `/objects?query=example${100 + Math.floor(next() * 900)}.org`),
    api('endpoints', () => '/endpoints'),
    api('an endpoint', () => `/endpoints/${pick(endpoints)}`),
    api('jobs', () => '/jobs'),
  ]
}

const line = ({ name, times, failed }: Took): string =>
  `  ${name.padEnd(22)} ${share(times, 0.5).toFixed(1).padStart(7)} ${share(times, 0.99).toFixed(1).padStart(7)}${failed > 0 ? `  ${failed} failed` : ''}`

function report(title: string, took: readonly Took[]): number {
  const all = took.flatMap(({ times }) => times).sort((a, b) => a - b)
  say(`${title}; ms: median, p99`)
  for (const each of took) say(line(each))
  say(line({ name: 'all', times: all, failed: took.reduce((sum, { failed }) => sum + failed, 0) }))
  return share(all, 0.99)
}

/** A scan of `count` places of twenty thousand certificates, as `foreseen scan --push` sends it. */
function pushBody(number: number, count: number): string {
  const records = Array.from({ length: count }, (_, at) => {
    const thing = (number * 131 + at) % 20_000
    const subject = `CN=pushed-${thing}.example.test`
    return findingLine(thing, { subject, path: `bin/app!${number}/certificate-${at}.pem`, offset: at })
  })
  return jsonLines([...records, summaryLine(count)])
}

async function push(url: string, token: string, from: number, body: string): Promise<void> {
  const response = await fetch(`${url}/api/v1/scans?product=pushed&version=${from}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body,
  })
  if (!response.ok) throw new Error(await response.text())
  await response.arrayBuffer()
}

/** Scans pushed one after the other for some seconds. */
async function pushes(url: string, token: string, seconds: number): Promise<number> {
  const places = 2000
  const bodies = Array.from({ length: 8 }, (_, number) => pushBody(number, places))
  const from = performance.now()
  let pushed = 0
  while (performance.now() - from < seconds * 1000) {
    await push(url, token, pushed, bodies[pushed % bodies.length] ?? '')
    pushed++
  }
  return (pushed * places * 1000) / (performance.now() - from)
}

async function measure(url: string, filled: Filled, rate: number, seconds: number, seed: number) {
  const { token } = filled
  const floor = report(
    'floor: /healthz',
    await load(url, token, [{ name: 'healthz', path: () => '/healthz' }], {
      rate,
      seconds: Math.min(seconds, 10),
    }),
  )
  let going = true
  const coming = (async () => {
    // Takes in all the while: one scan of 200 places a second.
    for (let number = 0; going; number++) {
      await push(url, token, 1_000_000 + number, pushBody(1000 + number, 200))
      await new Promise(resolve => setTimeout(resolve, 1000))
    }
  })()
  const p99 = report(
    `${rate} requests/s for ${seconds} s, scans coming in`,
    await load(url, token, kindsOf(filled, createRandom(seed + 1).next), { rate, seconds }),
  )
  going = false
  await coming
  say(`p99 over the floor's: ${(p99 / floor).toFixed(1)}; wanted below 60 ms: ${p99.toFixed(1)} ms`)
  say(`push over HTTP: ${Math.round(await pushes(url, token, Math.min(seconds, 15)))} occurrences/s`)
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      scale: { type: 'string', default: '1' },
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '30' },
      seed: { type: 'string', default: '1' },
    },
  })
  const [scale, rate, seconds, seed] = [values.scale, values.rate, values.seconds, values.seed].map(Number)
  if (scale === undefined || rate === undefined || seconds === undefined || seed === undefined) return
  const data = mkdtempSync(join(tmpdir(), 'foreseen-bench-server-'))
  try {
    say(`scale ${scale}, seed ${seed}, load ${loadavg()[0]?.toFixed(1)}`)
    const filled = await fill(data, scale, seed)
    const child = spawn(process.execPath, ['--conditions=foreseen-source', program, data, '', 'idle'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [url] = await once(createInterface({ input: child.stdout }), 'line')
    const ended = once(child, 'exit')
    try {
      await measure(String(url), filled, rate, seconds, seed)
    } finally {
      child.kill('SIGTERM')
      await ended
    }
    say(`load ${loadavg()[0]?.toFixed(1)}`)
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

await run()
