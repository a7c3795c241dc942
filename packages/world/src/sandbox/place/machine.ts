import { readFileSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readPem } from '@foreseen/x509'
import type { TrustTarget } from '../parts.ts'
import type { Binding } from './placed-run.ts'
import { isSocket } from './sockets.ts'

/** The machine's hosts file, or ''. */
export function machineHosts(): string {
  try {
    return readFileSync('/etc/hosts', 'utf8')
  } catch {
    return ''
  }
}

function target(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

/** What takes the place of the machine's name resolution, and what could not be replaced. */
export function nameBindings(
  hosts: string,
  resolv: string,
): { readonly bindings: readonly Binding[]; readonly gaps: readonly string[] } {
  const bindings: Binding[] = []
  const gaps: string[] = []
  for (const [source, path] of [
    [hosts, '/etc/hosts'],
    [resolv, '/etc/resolv.conf'],
  ] as const) {
    const found = target(path)
    if (found === undefined) gaps.push(`This machine has no ${path} to be replaced.`)
    else bindings.push({ source, target: found })
  }
  return { bindings, gaps }
}

/** An empty file over each local socket: name services, agents and container engines stand outside and would answer. */
export function socketBindings(paths: readonly string[], empty: string): readonly Binding[] {
  const found = paths.filter(isSocket).map(path => target(path) ?? path)
  return [...new Set(found)].map(path => ({ source: empty, target: path }))
}

/** Bundles with more bytes are no list of roots. */
const maxBundleBytes = 16 << 20

/** DER of the roots that this machine trusts, from the first of its bundles that can be read; empty without one. */
export function machineRoots(targets: readonly TrustTarget[]): Uint8Array[] {
  const paths = targets.flatMap(({ path, kind }) => {
    if (kind === 'pem-file') return [path]
    return kind === 'hash-dir' ? [join(path, 'ca-certificates.crt')] : []
  })
  for (const path of paths) {
    try {
      if (statSync(path).size > maxBundleBytes) continue
      const blocks = readPem(readFileSync(path)).filter(({ label }) => label === 'CERTIFICATE')
      if (blocks.length > 0) return blocks.map(({ der }) => der)
    } catch {
      // Unreadable for this user: the next bundle is as good.
    }
  }
  return []
}
