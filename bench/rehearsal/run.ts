/**
 * `npm run bench:rehearse`: what a rehearsal costs over the client's own run, how long a fleet takes, and
 * whether time grows with the number of runs and not faster. The peer is the same curl without a sandbox
 * against a server of the same process, interleaved with the measured runs.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openBare } from './bare.ts'
import { timeFleet } from './fleet.ts'
import { openMeasured } from './measured.ts'
import { figures, type Row } from './rows.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, rounds: { type: 'string' } } })
const rounds = Number(values.rounds ?? (values.quick ? 15 : 60))

const median = (all: readonly number[]): number =>
  all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN

/** Runs a command and tells how long it took; a failure is one of the benchmark's. */
async function timeOf(argv: readonly string[]): Promise<number> {
  const [file = '', ...args] = argv
  const begun = performance.now()
  const code = await new Promise<number | null>((resolve, reject) => {
    spawn(file, args, { stdio: 'ignore' }).on('error', reject).on('close', resolve)
  })
  if (code !== 0) throw new Error(`${file} exited with ${code}`)
  return performance.now() - begun
}

async function overhead(dir: string): Promise<readonly Row[]> {
  const bare = await openBare(dir)
  const measured = await openMeasured()
  try {
    await timeOf(bare.argv)
    await measured.run()
    const pairs: [number, number][] = []
    for (let round = 0; round < rounds; round++) pairs.push([await timeOf(bare.argv), await measured.run()])
    const bareMs = median(pairs.map(([alone]) => alone))
    const insideMs = median(pairs.map(([, inside]) => inside))
    return [
      { what: 'curl by itself', value: bareMs, unit: 'ms' },
      { what: `curl in the sandbox (${measured.method})`, value: insideMs, unit: 'ms' },
      {
        what: 'overhead of a run',
        value: median(pairs.map(([alone, inside]) => inside - alone)),
        unit: 'ms',
        atMost: 60,
      },
    ]
  } finally {
    await measured.close()
    await bare.close()
  }
}

async function fleets(dir: string): Promise<readonly Row[]> {
  const times: { releases: number; seconds: number; runs: number }[] = []
  for (const releases of values.quick ? [5, 10] : [5, 10, 20]) times.push(await timeFleet(dir, releases))
  const [least, most] = [times[0], times.at(-1)]
  if (least === undefined || most === undefined) throw new Error('no fleet was timed')
  const rows: Row[] = times.map(({ releases, seconds, runs }) => ({
    what: `${releases} releases x 9 scenarios, ${runs} runs`,
    value: seconds,
    unit: 's',
    ...(releases === 20 ? { atMost: 60 } : {}),
  }))
  const growth = most.seconds / most.runs / (least.seconds / least.runs)
  return [
    ...rows,
    {
      what: `time per run, ${most.releases} releases over ${least.releases}`,
      value: growth,
      unit: 'x',
      atMost: 1.25,
    },
  ]
}

const dir = mkdtempSync(join(tmpdir(), 'foreseen-bench-'))
try {
  const rows = [...(await overhead(dir)), ...(await fleets(dir))]
  writeFileSync(1, figures(rows))
  process.exitCode = rows.every(({ value, atMost }) => atMost === undefined || value <= atMost) ? 0 : 1
} finally {
  rmSync(dir, { recursive: true, force: true })
}
