import { access } from 'node:fs/promises'
import { join } from 'node:path'
import {
  buildPaths,
  type Certificate,
  certificateFacts,
  isSelfIssued,
  parseCertificate,
} from '@foreseen/x509'
import { nodeCrypto } from '@foreseen/x509/node'
import type { Materials } from '../contract.ts'
import { CastError } from './cast-error.ts'
import type { SigningKey } from './key-ring.ts'
import { matchesKey, readChainFile, readKeyFile } from './operator-files.ts'

/** A real chain and its key. */
export interface RealChain {
  readonly path: string
  readonly certificates: readonly Certificate[]
  readonly key: SigningKey
}

/** A real CA certificate and its key. */
export interface RealAuthority {
  readonly path: string
  readonly certificate: Certificate
  readonly key: SigningKey
}

/** The operator's files, read. */
export interface LoadedMaterials {
  readonly current: RealChain | undefined
  /** The key served today, also when no chain came with it. */
  readonly currentKey: SigningKey | undefined
  readonly next: RealChain | undefined
  readonly root: RealAuthority | undefined
  readonly intermediate: RealAuthority | undefined
}

async function loadChain(path: string, keyPath: string, which: string): Promise<RealChain | undefined> {
  if (path === '') return undefined
  if (keyPath === '')
    throw new CastError(
      'materials-key-missing',
      `the ${which} chain ${path} came without its private key; a server cannot present it, so give the key too`,
    )
  const [certificates, key] = await Promise.all([readChainFile(path), readKeyFile(keyPath)])
  const [leaf] = certificates
  if (leaf !== undefined && matchesKey(leaf, key)) return { path, certificates, key }
  const other = certificates.findIndex(certificate => matchesKey(certificate, key))
  const hint =
    other < 0
      ? 'it belongs to none of its certificates; give the key that the certificate was requested with'
      : `it belongs to certificate ${other + 1}; put that one first`
  throw new CastError(
    'materials-key-mismatch',
    `the key in ${keyPath} is not the key of the first certificate of ${path}: ${hint}`,
  )
}

async function loadAuthority(dir: string, name: string): Promise<RealAuthority> {
  const path = join(dir, `${name}.pem`)
  const keyPath = join(dir, `${name}.key`)
  const [[certificate], key] = await Promise.all([readChainFile(path), readKeyFile(keyPath)])
  if (certificate === undefined || certificateFacts(certificate).isCa !== true)
    throw new CastError('materials-authority-not-ca', `${path} is not a CA certificate; give that of the CA`)
  if (!matchesKey(certificate, key))
    throw new CastError('materials-key-mismatch', `the key in ${keyPath} is not the key of ${path}`)
  return { path, certificate, key }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function loadAuthorities(dir: string): Promise<Pick<LoadedMaterials, 'root' | 'intermediate'>> {
  if (dir === '') return { root: undefined, intermediate: undefined }
  const root = await loadAuthority(dir, 'root')
  if (!isSelfIssued(root.certificate) || issued(root.certificate, root.certificate) === false)
    throw new CastError('materials-authority-not-ca', `${root.path} is not self-signed, so it is no root`)
  if (!(await exists(join(dir, 'intermediate.pem')))) return { root, intermediate: undefined }
  const intermediate = await loadAuthority(dir, 'intermediate')
  if (!issued(intermediate.certificate, root.certificate))
    throw new CastError(
      'materials-authority-mismatch',
      `${intermediate.path} was not signed by ${root.path}; give the root that signed it`,
    )
  return { root, intermediate }
}

/** Whether `issuer` issued `child`, by name and by signature; a signature that cannot be checked counts. */
export function issued(child: Certificate, issuer: Certificate): boolean {
  if (Buffer.compare(child.issuer.der, issuer.subject.der) !== 0) return false
  const { signatureAlgorithm, tbs, signature } = child
  return nodeCrypto.verify(signatureAlgorithm.der, issuer.publicKey.der, tbs, signature) !== 'invalid'
}

/** Reads the files; keys are checked against their certificates. Errors: `materials-*`. */
export async function loadMaterials(materials: Materials): Promise<LoadedMaterials> {
  const { currentChainPath, currentKeyPath, nextChainPath, nextKeyPath, authorityDir } = materials
  if (nextChainPath === '' && nextKeyPath !== '')
    throw new CastError(
      'materials-chain-missing',
      `the key ${nextKeyPath} came without its chain; give the chain that is to be served next`,
    )
  const [current, next, authorities] = await Promise.all([
    loadChain(currentChainPath, currentKeyPath, 'current'),
    loadChain(nextChainPath, nextKeyPath, 'next'),
    loadAuthorities(authorityDir),
  ])
  const alone = current === undefined && currentKeyPath !== '' ? await readKeyFile(currentKeyPath) : undefined
  return { current, currentKey: current?.key ?? alone, next, ...authorities }
}

/** Certificates that parse, of DER; others are left out, since nothing can be anchored there. */
export function readAnchors(ders: readonly Uint8Array[]): readonly Certificate[] {
  return ders.flatMap(der => {
    const parsed = parseCertificate(der)
    return parsed.ok ? [parsed.value] : []
  })
}

/**
 * The root that anchors a real chain: the nearest of `anchors` and of its own self-signed certificates, or
 * `undefined`.
 */
export function anchorOf(
  chain: readonly Certificate[],
  anchors: readonly Certificate[],
): Certificate | undefined {
  const [leaf, ...pool] = chain
  if (leaf === undefined) return undefined
  const own = pool.filter(isSelfIssued)
  return buildPaths(leaf, pool, [...anchors, ...own], { crypto: nodeCrypto, maxPaths: 1 }).paths[0]?.anchor
}
