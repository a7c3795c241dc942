/** What a command costs, as the system accounts for it. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Cost {
  readonly cpuSeconds: number
  readonly wallSeconds: number
  /** Undefined where nothing can tell. */
  readonly peakMb: number | undefined
  readonly exitCode: number
}

/** How commands are measured here: the wrapper compiled from usage.c, else /usr/bin/time, else bash. */
export interface Meter {
  readonly name: string
  run(command: readonly string[]): Cost
}

export function has(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
}

/** Compiles a C source of this folder; undefined without a compiler. */
export function compile(source: string, into: string, flags: readonly string[]): string | undefined {
  const result = spawnSync('cc', [...flags, '-o', into, source], { stdio: 'ignore' })
  return result.status === 0 ? into : undefined
}

function timed(
  command: readonly string[],
  costs: (stderr: string) => { cpuSeconds: number; peakMb: number | undefined },
): Cost {
  const begun = process.hrtime.bigint()
  const [program = '', ...words] = command
  const result = spawnSync(program, words, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  const wallSeconds = Number(process.hrtime.bigint() - begun) / 1e9
  return { ...costs(result.stderr ?? ''), wallSeconds, exitCode: result.status ?? -1 }
}

/** The best meter that works here; `folder` takes what is compiled and written. */
export function openMeter(folder: string): Meter {
  const wrapper = compile(join(import.meta.dirname, 'usage.c'), join(folder, 'usage'), ['-O2'])
  if (wrapper !== undefined) {
    const report = join(folder, 'usage.txt')
    return {
      name: 'wait4',
      run: command =>
        timed([wrapper, report, ...command], () => {
          const [user = 0, system = 0, peak = 0] = readFileSync(report, 'utf8').split(' ').map(Number)
          return { cpuSeconds: (user + system) / 1e6, peakMb: peak / 1024 }
        }),
    }
  }
  if (has('/usr/bin/time')) {
    return {
      name: '/usr/bin/time',
      run: command =>
        timed(['/usr/bin/time', '-f', '%U %S %M', ...command], stderr => {
          const [user = 0, system = 0, peak = 0] = (stderr.trimEnd().split('\n').at(-1) ?? '')
            .split(' ')
            .map(Number)
          return { cpuSeconds: user + system, peakMb: peak / 1024 }
        }),
    }
  }
  return {
    name: 'bash times',
    run: command =>
      timed(['bash', '-c', 'TIMEFORMAT="%U %S"; time "$@"', 'bash', ...command], stderr => {
        const [user = 0, system = 0] = (stderr.trimEnd().split('\n').at(-1) ?? '').split(' ').map(Number)
        return { cpuSeconds: user + system, peakMb: undefined }
      }),
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

/** Runs the commands in turn, A B C A B C, one round uncounted; costs by command, round by round. */
export function interleave(
  meter: Meter,
  commands: Readonly<Record<string, readonly string[]>>,
  rounds: number,
): Record<string, Cost[]> {
  const costs: Record<string, Cost[]> = {}
  for (let round = 0; round <= rounds; round++) {
    for (const [name, command] of Object.entries(commands)) {
      const cost = meter.run(command)
      if (round > 0) costs[name] = [...(costs[name] ?? []), cost]
    }
  }
  return costs
}

export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
}

export function spread(values: readonly number[]): Spread {
  return { min: Math.min(...values), median: median(values), max: Math.max(...values) }
}

/** Ratio of two commands within each round: the machine's drift cancels. */
export function ratios(
  a: readonly Cost[],
  b: readonly Cost[],
  of: (cost: Cost) => number = cost => cost.cpuSeconds,
): Spread {
  return spread(a.map((cost, k) => of(cost) / of(b[k] ?? cost)))
}
