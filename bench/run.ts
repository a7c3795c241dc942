/**
 * The benchmark: `npm run bench`. Says how Foreseen stands to the floor of this machine, to ripgrep, to
 * decompression alone, what memory it takes, and whether it finds all that is planted.
 * Exit code 0 when all gates hold, 1 when one fails, 2 on bad usage, 3 when speed could not be judged.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { writeCorpus } from './corpus.ts'
import { judgeCorrectness } from './correctness.ts'
import { openMeter, type Spread } from './measure.ts'
import { judgeMemory } from './memory.ts'
import { type BenchOptions, parseOptions, usage } from './options.ts'
import { build, foreseen } from './programs.ts'
import { holds, type Row, table } from './report.ts'
import { type Bench, judgeCache, judgeContainers, judgeRaw, judgeRipgrep, judgeXz } from './speed.ts'
import { sizeBelow } from './tree.ts'

/** A floor that varies more than this says that the machine does other work. */
const noisyAbove = 1.6

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

function openBench(options: BenchOptions, folder: string): Bench {
  build()
  const meter = openMeter(folder)
  const needsCorpus = ['raw', 'rg', 'cache'].some(part => options.only.has(part as 'raw'))
  const corpus =
    options.dir === undefined ? join(folder, `corpus-seed-${options.seed}`) : resolve(options.dir)
  if (options.dir === undefined && needsCorpus) {
    say(`Writing the corpus: seed ${options.seed}, scale ${options.scale} ...`)
    mkdirSync(corpus)
    writeCorpus(corpus, options.seed, Math.ceil(20_000 * options.scale))
  }
  const { files, bytes } = needsCorpus ? sizeBelow(corpus) : { files: 0, bytes: 0 }
  say(
    `${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), ${platform()} ${arch()}, Node ${process.version}; measured by ${meter.name}.`,
  )
  if (needsCorpus)
    say(
      `${options.dir === undefined ? `corpus of seed ${options.seed}` : options.dir}: ${files} files, ${(bytes / 1e9).toFixed(2)} GB.`,
    )
  return { options, meter, folder, corpus, bytes, say }
}

interface Verdict {
  readonly rows: readonly Row[]
  readonly floor: Spread | undefined
  readonly wrong: readonly string[]
}

async function judge(bench: Bench): Promise<Verdict> {
  const { options } = bench
  const rows: Row[] = []
  const wrong: string[] = []
  let floor: Spread | undefined
  if (options.only.has('raw')) {
    const raw = judgeRaw(bench)
    floor = raw.floor
    rows.push(...raw.rows)
  }
  if (options.only.has('rg')) rows.push(...judgeRipgrep(bench))
  if (options.only.has('cache')) rows.push(...judgeCache(bench))
  if (options.only.has('containers')) rows.push(...judgeContainers(bench), ...judgeXz(bench))
  if (options.only.has('memory')) rows.push(...(await judgeMemory(bench)))
  if (options.only.has('correctness')) {
    const { plants, missed, invented, comparedBytes, differs } = judgeCorrectness(
      bench.folder,
      options.seed,
      options.jobs,
    )
    const part = 'correct'
    const share = (100 * (plants - missed.length)) / plants
    rows.push(
      {
        part,
        what: `of ${plants} plants found`,
        value: share,
        unit: '%',
        gate: { atLeast: 100 },
        isSpeed: false,
      },
      {
        part,
        what: 'certificates invented',
        value: invented.length,
        unit: '',
        gate: { atMost: 0 },
        isSpeed: false,
      },
      {
        part,
        what: `twin differs, ${(comparedBytes / 1e6).toFixed(0)} MB`,
        value: differs.length,
        unit: '',
        gate: { atMost: 0 },
        isSpeed: false,
      },
    )
    wrong.push(
      ...missed.map(name => `missed: ${name}`),
      ...invented.map(name => `invented: ${name}`),
      ...differs.map(name => `differs: ${name}`),
    )
  }
  return { rows, floor, wrong }
}

async function run(options: BenchOptions, folder: string): Promise<number> {
  const { rows, floor, wrong } = await judge(openBench(options, folder))
  const isNoisy = floor !== undefined && floor.max / floor.min > noisyAbove
  process.stdout.write(table(rows, isNoisy))
  for (const line of wrong.slice(0, 40)) process.stdout.write(`  ${line}\n`)
  if (isNoisy)
    process.stdout.write(
      `noisy: the floor varied from ${floor.min.toFixed(2)} to ${floor.max.toFixed(2)} s, so speed is not judged.\n`,
    )
  if (options.json !== undefined) {
    const commands = { foreseen: foreseen(['DIR', '--max-depth', '0', '--format', 'jsonl']).slice(2) }
    writeFileSync(
      options.json,
      `${JSON.stringify({ schema: 'foreseen-bench-1', options: { ...options, only: [...options.only] }, isNoisy, rows, wrong, commands }, null, 2)}\n`,
    )
  }
  if (rows.some(row => !holds(row) && !(row.isSpeed && isNoisy))) return 1
  return isNoisy ? 3 : 0
}

async function main(): Promise<number> {
  let options: BenchOptions
  try {
    options = parseOptions(process.argv.slice(2))
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
    return 2
  }
  const folder = mkdtempSync(join(tmpdir(), `foreseen-bench-seed-${options.seed}-`))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('SIGINT', () => {
    remove()
    process.exit(130)
  })
  try {
    return await run(options, folder)
  } finally {
    remove()
  }
}

process.exitCode = await main()
