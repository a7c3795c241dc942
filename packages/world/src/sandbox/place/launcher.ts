import { constants } from 'node:os'
import type { RunEnd } from '@foreseen/facts'
import type { SandboxMethod } from '../contract.ts'
import type { StageOptions } from '../parts.ts'
import type { BoundedEnd } from '../process/bounded.ts'
import type { RunUser } from './messages.ts'
import { mountTable } from './mount-table.ts'
import type { PlacedRun } from './placed-run.ts'
import type { Programs } from './programs.ts'

/** What a method can do, and how it starts a client. */
export interface Launcher {
  readonly method: SandboxMethod
  readonly reach: StageOptions['reach']
  /** Whether files of the machine can be replaced for a run. */
  readonly binds: boolean
  /** Whether writes to folders of the machine can be kept apart. */
  readonly overlays: boolean
  /** The fstab that `argv` names, or '' when there is none to write. */
  table(run: PlacedRun): string
  argv(run: PlacedRun): string[]
  /** How the client ended, where a program between it and here says so in its own way. */
  endOf(ended: BoundedEnd): RunEnd
}

export const tableName = 'mounts'
export const refusalName = 'refused'

/**
 * What happens in a run's own mount namespace before the client takes the process over: it is a plain child then,
 * whose exit code and signal are its own. No core files: they would be written where the machine wants them.
 */
const prelude = [
  'mount=$1 table=$2 refused=$3 cwd=$4; shift 4',
  '"$mount" --all --fstab "$table" >"$refused" 2>&1 || { echo refused >>"$refused"; exit 125; }',
  'cd "$cwd" || { echo refused >>"$refused"; exit 125; }',
  'ulimit -c 0',
  'exec "$@"',
].join('\n')

function clientArgv(programs: Programs, run: PlacedRun): string[] {
  const late = Object.entries(run.lateEnv).map(([name, value]) => `${name}=${value}`)
  return late.length === 0 ? [...run.argv] : [programs.env, ...late, ...run.argv]
}

/** How the client becomes the user who asked, after the mounts that only root of the namespace may make. */
function becomeArgv(method: SandboxMethod, programs: Programs, user: RunUser): string[] {
  if (user.uid === 0) return []
  if (method === 'user')
    return [programs.unshare, '--user', `--map-user=${user.uid}`, `--map-group=${user.gid}`, '--']
  if (method === 'sudo')
    return [programs.setpriv, `--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups', '--']
  return []
}

function namespaceLauncher(method: SandboxMethod, programs: Programs, user: RunUser): Launcher {
  return {
    method,
    reach: 'network',
    binds: true,
    overlays: true,
    table: run =>
      mountTable({
        dir: run.folder.dir,
        overlays: run.overlays,
        bindings: run.bindings,
        isUser: method === 'user',
      }),
    endOf: ({ end }) => end,
    argv: run => {
      const { dir } = run.folder
      const files = [programs.mount, `${dir}/${tableName}`, `${dir}/${refusalName}`, run.cwd]
      const shell = [programs.sh, '-c', prelude, 'sh', ...files]
      const become = becomeArgv(method, programs, user)
      return [programs.unshare, '--mount', '--', ...shell, ...become, ...clientArgv(programs, run)]
    },
  }
}

/** The end by the signal of that number, where it is one that ends a process. */
function endBySignal(end: RunEnd, number: number): RunEnd {
  const named = Object.entries(constants.signals).find(([, value]) => value === number)
  return named === undefined ? end : { kind: 'signal', signal: named[0] }
}

/** `/tmp/checkout` in a folder, an argument or `--option=/tmp/checkout/x`. */
const belowTmp = /(?<=^|[=:,@\s'"])\/tmp\/(?!\.\.?(?:\/|$))[^/\s'":;]+/g

/** What the command names below /tmp, a checkout or the client itself: it stays when a run's own /tmp covers the rest. */
function uncovered({ cwd, argv }: PlacedRun): string[] {
  const named = [cwd, ...argv].flatMap(word => word.match(belowTmp) ?? [])
  return [...new Set(named)].flatMap(path => ['--bind-try', path, path])
}

function bubbleLauncher(programs: Programs, user: RunUser): Launcher {
  return {
    method: 'bwrap',
    reach: 'network',
    binds: true,
    overlays: false,
    table: () => '',
    // bubblewrap answers as a shell does: 128 and the signal's number.
    endOf: ({ end }) => (end.kind === 'code' ? endBySignal(end, end.code - 128) : end),
    argv: run => {
      const { dir } = run.folder
      const identity = ['--unshare-user', '--uid', `${user.uid}`, '--gid', `${user.gid}`]
      const binds = run.bindings.flatMap(({ source, target }) => ['--bind', source, target])
      const own = [
        '--dev-bind',
        '/',
        '/',
        '--bind',
        dir,
        dir,
        '--bind',
        run.folder.tmp,
        '/tmp',
        ...uncovered(run),
        '--tmpfs',
        '/dev/shm',
        ...binds,
      ]
      return [
        programs.bwrap,
        ...identity,
        ...own,
        '--die-with-parent',
        '--chdir',
        run.cwd,
        '--',
        ...clientArgv(programs, run),
      ]
    },
  }
}

function prootLauncher(programs: Programs): Launcher {
  return {
    method: 'proot',
    reach: 'loopback',
    binds: true,
    overlays: false,
    table: () => '',
    // proot answers 255 and prints a line.
    endOf: ({ end, output }) => {
      if (end.kind !== 'code' || end.code !== 255) return end
      const said = /proot info: .* terminated with signal (\d+)\s*$/.exec(
        output.toString('latin1').slice(-200),
      )
      return endBySignal(end, Number(said?.[1] ?? 0))
    },
    argv: run => {
      const binds = run.bindings.flatMap(({ source, target }) => ['-b', `${source}:${target}`])
      return [programs.proot, ...binds, '-w', run.cwd, ...clientArgv(programs, run)]
    },
  }
}

function proxyLauncher(programs: Programs): Launcher {
  return {
    method: 'proxy',
    reach: 'proxy',
    binds: false,
    overlays: false,
    table: () => '',
    endOf: ({ end }) => end,
    argv: run => clientArgv(programs, run),
  }
}

/** The launcher of a method. */
export function createLauncher(method: SandboxMethod, programs: Programs, user: RunUser): Launcher {
  switch (method) {
    case 'root':
    case 'user':
    case 'sudo':
      return namespaceLauncher(method, programs, user)
    case 'bwrap':
      return bubbleLauncher(programs, user)
    case 'proot':
      return prootLauncher(programs)
    case 'proxy':
      return proxyLauncher(programs)
  }
}
