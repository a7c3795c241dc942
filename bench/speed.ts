/** The parts that measure CPU: against the floor, against ripgrep, more needles, containers, the cache. */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeArchives } from './corpus.ts'
import { compile, has, interleave, type Meter, ratios, type Spread, spread } from './measure.ts'
import type { BenchOptions } from './options.ts'
import { catalogueOfPatterns, child, elevenPatterns, foreseen, ripgrep } from './programs.ts'
import type { Row } from './report.ts'

export interface Bench {
  readonly options: BenchOptions
  readonly meter: Meter
  /** Takes what is compiled and written. */
  readonly folder: string
  /** What is scanned. */
  readonly corpus: string
  readonly bytes: number
  say(text: string): void
}

/** The C floor, or `cat` of the tree where no compiler is. */
export function floorCommand(bench: Bench): { readonly name: string; readonly command: readonly string[] } {
  const source = join(import.meta.dirname, 'floor.c')
  const program = compile(source, join(bench.folder, 'floor'), ['-O3', '-march=native'])
  if (program !== undefined) return { name: 'floor (C)', command: [program, bench.corpus] }
  bench.say('No C compiler (Debian: apt-get install gcc): the floor is "cat" of the tree, which is slower.')
  return {
    name: 'floor (cat)',
    command: ['sh', '-c', `find "$0" -type f -exec cat {} + > /dev/null`, bench.corpus],
  }
}

function raw(bench: Bench, jobs: number): readonly string[] {
  return foreseen([bench.corpus, '--max-depth', '0', '--format', 'jsonl', '--jobs', String(jobs)])
}

/** Foreseen beside the floor, with the floor's own spread; more needles beside few. */
export function judgeRaw(bench: Bench): { readonly rows: Row[]; readonly floor: Spread } {
  const { name, command } = floorCommand(bench)
  const { options, meter } = bench
  const commands = {
    floor: command,
    one: raw(bench, 1),
    all: raw(bench, options.jobs),
    few: child('sweep.ts', [bench.corpus, '5']),
    many: child('sweep.ts', [bench.corpus, '40']),
  }
  const { floor = [], one = [], all = [], few = [], many = [] } = interleave(meter, commands, options.rounds)
  const part = 'raw'
  const cpu = (costs: typeof floor): Spread => spread(costs.map(cost => cost.cpuSeconds))
  const rate = (costs: typeof floor): Spread =>
    spread(costs.map(cost => bench.bytes / 1e9 / cost.wallSeconds))
  const peak = spread(all.map(cost => cost.peakMb ?? 0))
  return {
    floor: cpu(floor),
    rows: [
      { part, what: `${name}, CPU`, value: cpu(floor), unit: 's', isSpeed: true },
      { part, what: 'Foreseen, 1 thread, CPU', value: cpu(one), unit: 's', isSpeed: true },
      {
        part,
        what: 'Foreseen / floor, CPU',
        value: ratios(one, floor),
        unit: 'x',
        gate: { atMost: 1.5 },
        isSpeed: true,
      },
      { part, what: 'walk, read, kernel / floor, CPU', value: ratios(many, floor), unit: 'x', isSpeed: true },
      {
        part,
        what: `Foreseen, ${options.jobs} threads, wall`,
        value: rate(all),
        unit: 'GB/s',
        isSpeed: true,
      },
      {
        part,
        what: '40 needles / 5, CPU',
        value: ratios(many, few),
        unit: 'x',
        gate: { atMost: 1.2 },
        isSpeed: true,
      },
      {
        part,
        what: `peak memory, ${options.jobs} threads`,
        value: peak,
        unit: 'MB',
        gate: { atMost: 120 },
        isSpeed: false,
      },
    ],
  }
}

/** ripgrep beside Foreseen with the same number of threads. */
export function judgeRipgrep(bench: Bench): Row[] {
  if (!has('rg')) {
    bench.say('No ripgrep: the comparison is left out (Debian: apt-get install ripgrep).')
    return []
  }
  const { meter, options } = bench
  const eleven = interleave(
    meter,
    { rg: ripgrep(bench.corpus, elevenPatterns, 1), foreseen: raw(bench, 1) },
    options.rounds,
  )
  const commands = { rg: ripgrep(bench.corpus, catalogueOfPatterns(35), 1), foreseen: raw(bench, 1) }
  const many = interleave(meter, commands, options.quick ? 1 : Math.min(3, options.rounds))
  const part = 'rg'
  const { rg = [], foreseen: own = [] } = eleven
  const rgMany = many.rg ?? []
  const failed = [...rg, ...rgMany].find(cost => cost.exitCode > 1)
  if (failed !== undefined) bench.say(`ripgrep ended with ${failed.exitCode}: its figures are worth nothing.`)
  const ownMany = many.foreseen ?? []
  return [
    {
      part,
      what: 'ripgrep, 11 needles, CPU',
      value: spread(rg.map(cost => cost.cpuSeconds)),
      unit: 's',
      isSpeed: true,
    },
    {
      part,
      what: 'ripgrep (11) / Foreseen, CPU',
      value: ratios(rg, own),
      unit: 'x',
      gate: { atLeast: 1.15 },
      isSpeed: true,
    },
    {
      part,
      what: 'ripgrep (35) / Foreseen, CPU',
      value: ratios(rgMany, ownMany),
      unit: 'x',
      gate: { atLeast: 4 },
      isSpeed: true,
    },
  ]
}

/** An unchanged rescan with the cache beside ripgrep. */
export function judgeCache(bench: Bench): Row[] {
  if (!has('rg')) return []
  const cache = join(bench.folder, 'cache.jsonl')
  rmSync(cache, { force: true })
  const command = [...raw(bench, 1), '--cache', cache]
  bench.meter.run(command)
  const { rg = [], own = [] } = interleave(
    bench.meter,
    { rg: ripgrep(bench.corpus, elevenPatterns, 1), own: command },
    bench.options.rounds,
  )
  const part = 'cache'
  return [
    {
      part,
      what: 'cached rescan, CPU',
      value: spread(own.map(cost => cost.cpuSeconds)),
      unit: 's',
      isSpeed: true,
    },
    {
      part,
      what: 'ripgrep (11) / cached rescan',
      value: ratios(rg, own),
      unit: 'x',
      gate: { atLeast: 3 },
      isSpeed: true,
    },
    {
      part,
      what: 'size of the cache',
      value: (statSync(cache, { throwIfNoEntry: false })?.size ?? 0) / 1e6,
      unit: 'MB',
      isSpeed: false,
    },
  ]
}

/** Opening zips beside inflating the same members and throwing them away. */
export function judgeContainers(bench: Bench): Row[] {
  const folder = join(bench.folder, 'archives')
  writeArchives(folder, bench.options.seed, bench.options.quick ? 10 : 40)
  const commands = {
    inflate: child('inflate.ts', [folder]),
    own: foreseen([folder, '--format', 'jsonl', '--jobs', '1']),
  }
  const { inflate = [], own = [] } = interleave(bench.meter, commands, bench.options.rounds)
  const part = 'containers'
  return [
    {
      part,
      what: 'inflate and throw away, CPU',
      value: spread(inflate.map(cost => cost.cpuSeconds)),
      unit: 's',
      isSpeed: true,
    },
    {
      part,
      what: 'Foreseen / inflating, CPU',
      value: ratios(own, inflate),
      unit: 'x',
      gate: { atMost: 1.25 },
      isSpeed: true,
    },
  ]
}

/** Decoding xz beside the `xz` program, on 40 MB of the program that runs this. */
export function judgeXz(bench: Bench): Row[] {
  if (!has('xz')) {
    bench.say('No xz: its row is left out (Debian: apt-get install xz-utils).')
    return []
  }
  const plain = join(bench.folder, 'xz-sample')
  writeFileSync(plain, readFileSync(process.execPath).subarray(0, 40 << 20))
  execFileSync('xz', ['-k', '-f', '-T1', plain])
  const packed = `${plain}.xz`
  const commands = { xz: ['xz', '-dc', packed], own: child('unxz.ts', [packed]) }
  const { xz = [], own = [] } = interleave(bench.meter, commands, bench.options.rounds)
  const part = 'containers'
  return [
    {
      part,
      what: 'xz -dc of 42 MB, CPU',
      value: spread(xz.map(cost => cost.cpuSeconds)),
      unit: 's',
      isSpeed: true,
    },
    {
      part,
      what: 'our xz / xz -dc, CPU',
      value: ratios(own, xz),
      unit: 'x',
      gate: { atMost: 1.5 },
      isSpeed: true,
    },
  ]
}
