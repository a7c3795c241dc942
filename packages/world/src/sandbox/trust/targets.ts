import { realpath, stat } from 'node:fs/promises'
import type { TrustTarget } from '../parts.ts'
import { certifiBundles } from './certifi.ts'
import { javaStores } from './java-homes.ts'
import { builtInPlaces } from './tools.ts'

/** Where to look beyond the places that systems agree on. */
export interface TrustSearch {
  /** Folders searched for certifi's bundle: homes of virtual environments, folders of clients. */
  readonly roots: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Where distributions and Go's list (`crypto/x509/root_linux.go`) have roots. */
const systemPlaces: readonly string[] = [
  '/etc/ssl/certs',
  '/etc/ssl/cert.pem',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/certs',
  '/etc/pki/tls/cert.pem',
  '/etc/pki/tls/cacert.pem',
  '/var/lib/ca-certificates/pem',
  '/var/lib/ca-certificates/openssl',
  '/var/lib/ca-certificates/ca-bundle.pem',
  '/usr/local/share/certs',
  '/usr/share/pki/ca-trust-source',
  '/etc/pki/ca-trust/source',
  '/usr/share/pki/trust',
  '/etc/pki/trust',
]

const javaPlaces: readonly string[] = ['/etc/ssl/certs/java/cacerts', '/var/lib/ca-certificates/java-cacerts']

const extractedPlaces: readonly string[] = ['/etc/pki/ca-trust/extracted', '/etc/ca-certificates/extracted']

/** The place behind all links, so that a mount lands on what every name leads to. */
async function target(path: string, asked: 'roots' | 'java' | 'extracted'): Promise<TrustTarget | undefined> {
  try {
    const real = await realpath(path)
    const found = await stat(real)
    if (found.isDirectory()) {
      if (asked === 'java') return undefined
      return { path: real, kind: asked === 'extracted' ? 'extracted-dir' : 'hash-dir' }
    }
    if (!found.isFile() || asked === 'extracted') return undefined
    return { path: real, kind: asked === 'java' ? 'jks-file' : 'pem-file' }
  } catch {
    // Not on this system, or not for us to see; a client of ours cannot see it either.
    return undefined
  }
}

const isFolder = ({ kind }: TrustTarget): boolean => kind === 'hash-dir' || kind === 'extracted-dir'

/** Each place once, folders first; what lies in a folder that is replaced is replaced with it. */
function outermost(targets: readonly TrustTarget[]): TrustTarget[] {
  const once = targets.filter(({ path }, index) => targets.findIndex(other => other.path === path) === index)
  const folders = once.filter(isFolder)
  return once
    .filter(({ path }) => !folders.some(folder => path.startsWith(`${folder.path}/`)))
    .sort((a, b) => Number(isFolder(b)) - Number(isFolder(a)) || (a.path < b.path ? -1 : 1))
}

/**
 * Every place of this machine where programs read roots, links resolved, folders first. An OpenSSL, Python,
 * Ruby or Java that the search path finds is asked or looked at. Nothing is written.
 */
export async function trustTargets(search: Partial<TrustSearch> = {}): Promise<TrustTarget[]> {
  const env = search.env ?? process.env
  const environments = [env.VIRTUAL_ENV, env.CONDA_PREFIX].filter(dir => dir !== undefined && dir !== '')
  const [builtIn, stores, bundles] = await Promise.all([
    builtInPlaces(env),
    javaStores(env),
    certifiBundles([...environments, ...(search.roots ?? [])].filter(dir => dir !== undefined)),
  ])
  const found = await Promise.all([
    ...extractedPlaces.map(path => target(path, 'extracted')),
    ...[...systemPlaces, ...builtIn, ...bundles].map(path => target(path, 'roots')),
    ...[...javaPlaces, ...stores].map(path => target(path, 'java')),
  ])
  return outermost(found.filter(one => one !== undefined))
}
