/** Carries a Containerfile out without a container engine: stages are folders, commands run in namespaces (bubblewrap). */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { root } from '../house.ts'
import type { Stage, Step } from './containerfile.ts'

const bubblewrap = '/usr/bin/bwrap'

export const kitchenMissing: string | undefined = existsSync(bubblewrap)
  ? undefined
  : 'needs bwrap (Debian package bubblewrap)'

/** Where the machine's own Node.js stands in the namespaces. */
const nodeHome = '/node-of-the-test'

/** The system, read-only; nothing of the machine's homes, of the repository, or of other temporary files. */
export function namespaceOf(more: readonly string[]): string[] {
  const system = ['/usr', '/etc'].flatMap(path => ['--ro-bind', path, path])
  const links = ['bin', 'sbin', 'lib', 'lib64'].flatMap(name => ['--symlink', `usr/${name}`, `/${name}`])
  const kernel = ['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--die-with-parent', '--unshare-pid']
  const node = ['--ro-bind', process.execPath, `${nodeHome}/node`]
  const path = ['--setenv', 'PATH', `${nodeHome}:/usr/bin:/bin`, '--setenv', 'HOME', '/tmp']
  return [...system, ...links, ...kernel, ...node, ...path, ...more]
}

/** The sources as they are committed: what a build machine would have. */
export function checkOut(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const archive = execFileSync('git', ['archive', 'HEAD'], { cwd: root, maxBuffer: 1 << 30 })
  execFileSync('tar', ['-x', '-C', folder], { input: archive })
}

/** Tens of thousands of small files: the system's own program is several times as fast as Node.js at them. */
function copyAll(origin: string, target: string): void {
  const isFolder = statSync(origin).isDirectory()
  if (isFolder) mkdirSync(target, { recursive: true })
  execFileSync('cp', ['-a', isFolder ? `${origin}/.` : origin, target])
}

/** Takes all of it away again. */
export const removeAll = (folder: string): void => {
  execFileSync('rm', ['-rf', '--', folder])
}

/** Makes stages one after the other below one folder. */
export class Kitchen {
  readonly #folder: string
  readonly #context: string
  readonly #stages: readonly Stage[]

  constructor(folder: string, context: string, stages: readonly Stage[]) {
    this.#folder = folder
    this.#context = context
    this.#stages = stages
  }

  /** Where a path of a stage lies on this machine. */
  at(stage: string, path: string): string {
    return join(this.#folder, stage, path)
  }

  /** Makes a stage, after those that it builds on. Commands are left out that `isLeftOut` names. */
  make(name: string, isLeftOut: (command: string) => boolean = () => false): void {
    const stage = this.#stages.find(stage => stage.name === name)
    if (stage === undefined) throw new Error(`there is no stage ${name}`)
    if (this.#stages.some(({ name }) => name === stage.base))
      copyAll(this.at(stage.base, ''), this.at(name, ''))
    let workdir = '/source'
    for (const step of stage.steps) {
      if (step.kind === 'workdir') workdir = step.path
      else if (step.kind === 'copy') this.#copy(name, workdir, step)
      else if (step.kind === 'run' && !isLeftOut(step.command)) this.#run(name, workdir, step.command)
    }
  }

  #copy(name: string, workdir: string, { from, sources, target }: Extract<Step, { kind: 'copy' }>): void {
    for (const source of sources) {
      const origin = from === undefined ? join(this.#context, source) : this.at(from, source)
      const isInto = target.endsWith('/') && statSync(origin).isFile()
      const path = join(
        target.startsWith('/') ? target : join(workdir, target),
        isInto ? basename(source) : '',
      )
      mkdirSync(dirname(this.at(name, path)), { recursive: true })
      copyAll(origin, this.at(name, path))
    }
  }

  #run(name: string, workdir: string, command: string): void {
    const cache = join(homedir(), '.npm')
    mkdirSync(cache, { recursive: true })
    const places = ['/source', '/assembled', '/opt']
    for (const place of places) mkdirSync(this.at(name, place), { recursive: true })
    const binds = places.flatMap(place => ['--bind', this.at(name, place), place])
    const npm = ['--bind', cache, '/npm-cache', '--setenv', 'npm_config_cache', '/npm-cache']
    const offline = ['--setenv', 'npm_config_prefer_offline', 'true']
    const words = [...namespaceOf([...binds, ...npm, ...offline]), '--chdir', workdir, 'sh', '-c', command]
    const done = spawnSync(bubblewrap, words, { encoding: 'utf8', timeout: 900_000 })
    if (done.status !== 0) throw new Error(`${command}\n${done.stdout}\n${done.stderr}`)
  }
}
