import type { RehearsedHost } from '../contract.ts'
import type { TrustFiles, TrustTarget } from '../parts.ts'

/** Where a run's own things are; all below one folder of the scratch. */
export interface RunFolder {
  readonly dir: string
  readonly home: string
  readonly tmp: string
  readonly runtime: string
  readonly hosts: string
  readonly resolv: string
}

/** A folder of the machine that a run sees as a copy: writes go to `upper`. */
export interface Overlay {
  readonly folder: string
  readonly upper: string
  readonly work: string
}

/** A file or folder put in the place of another. */
export interface Binding {
  readonly source: string
  readonly target: string
}

/** All that a launcher needs to know of a run. */
export interface PlacedRun {
  readonly folder: RunFolder
  readonly cwd: string
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Variables for the client alone, not for what starts it: preloaded libraries. */
  readonly lateEnv: Readonly<Record<string, string>>
  readonly bindings: readonly Binding[]
  readonly overlays: readonly Overlay[]
}

export function runFolder(dir: string): RunFolder {
  return {
    dir,
    home: `${dir}/home`,
    tmp: `${dir}/tmp`,
    runtime: `${dir}/runtime`,
    hosts: `${dir}/hosts`,
    resolv: `${dir}/resolv.conf`,
  }
}

const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.includes(':')

/** The machine's own lines for its local names, then every host under rehearsal at the run's address. */
export function hostsFile(machine: string, hosts: readonly RehearsedHost[], address: string): string {
  const names = [...new Set(hosts.map(({ host }) => host).filter(host => !isAddress(host)))]
  const taken = new Set(names.map(name => name.toLowerCase()))
  const local = machine.split('\n').flatMap(line => {
    const [at = '', ...own] = (line.split('#')[0] ?? '').trim().split(/\s+/)
    const kept = own.filter(name => !taken.has(name.toLowerCase()))
    const isLocal = /^127\./.test(at) || /^(::1|f[ef]\w\w::[\w:]*)$/i.test(at)
    return isLocal && kept.length > 0 ? [`${at} ${kept.join(' ')}`] : []
  })
  const known = local.some(line => /\blocalhost\b/.test(line)) ? local : ['127.0.0.1 localhost', ...local]
  return `${[...known, ...names.map(name => `${address} ${name}`)].join('\n')}\n`
}

/** The name server of a run is its own address. */
export function resolvFile(address: string): string {
  return `nameserver ${address}\noptions timeout:2 attempts:2\n`
}

/** The trust store over every place of the machine; places inside another's folder come with that folder. */
export function trustBindings(targets: readonly TrustTarget[], files: TrustFiles): Binding[] {
  const source = {
    'hash-dir': files.dir,
    'pem-file': files.pem,
    'jks-file': files.jks,
    'extracted-dir': files.extracted,
  }
  const folders = targets.filter(({ kind }) => kind === 'hash-dir' || kind === 'extracted-dir')
  return targets
    .filter(({ path }) => !folders.some(folder => path.startsWith(`${folder.path}/`)))
    .map(({ path, kind }) => ({ source: source[kind], target: path }))
    .filter(binding => binding.source !== '')
}
