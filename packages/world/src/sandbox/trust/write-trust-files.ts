import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCertificate } from '@foreseen/x509'
import { certificatePem } from '../cast/pins.ts'
import type { TrustFiles } from '../parts.ts'
import { writeJks } from './jks.ts'
import { writeNssdb } from './nssdb.ts'
import { placeholderRoot } from './placeholder.ts'
import { subjectHash } from './subject-hash.ts'
import { TrustError } from './trust-error.ts'

/** The password that Java's own store has had since 1998; it opens without one, too. */
const javaPassword = 'changeit'

/** Names by which systems know the one file with all roots: Debian and Alpine, RHEL, SUSE. */
const bundleNames = ['ca-certificates.crt', 'ca-bundle.crt', 'ca-bundle.trust.crt', 'ca-bundle.pem']

interface RootFile {
  readonly name: string
  readonly pem: string
  /** Name of its link; `.1` and on where two roots have one subject. */
  readonly link: string
}

function rootFiles(roots: readonly Uint8Array[]): readonly RootFile[] {
  const seen = new Map<string, number>()
  return roots.flatMap((der, index) => {
    const parsed = parseCertificate(der)
    if (!parsed.ok) return []
    const hash = subjectHash(parsed.value.subject.der)
    const count = seen.get(hash) ?? 0
    seen.set(hash, count + 1)
    return [{ name: `root-${index}.pem`, pem: certificatePem(der), link: `${hash}.${count}` }]
  })
}

async function writeHashDir(
  dir: string,
  files: readonly RootFile[],
  bundle: string,
): Promise<readonly string[]> {
  await mkdir(dir, { recursive: true, mode: 0o755 })
  const writes = files.map(async ({ name, pem, link }) => {
    await writeFile(join(dir, name), pem)
    await symlink(name, join(dir, link))
  })
  await Promise.all([...writes, ...bundleNames.map(name => writeFile(join(dir, name), bundle))])
  return files.map(({ name }) => join(dir, name))
}

/** RHEL's `/etc/pki/ca-trust/extracted`, as `update-ca-trust` leaves it. */
async function writeExtracted(
  dir: string,
  files: readonly RootFile[],
  bundle: string,
  jks: Uint8Array,
): Promise<void> {
  const places = ['pem', 'openssl', 'java', 'edk2'].map(name => join(dir, name))
  await Promise.all(places.map(place => mkdir(place, { recursive: true, mode: 0o755 })))
  await Promise.all([
    ...['tls', 'email', 'objsign'].map(use => writeFile(join(dir, `pem/${use}-ca-bundle.pem`), bundle)),
    writeFile(join(dir, 'openssl/ca-bundle.trust.crt'), bundle),
    writeFile(join(dir, 'java/cacerts'), jks),
    writeHashDir(join(dir, 'pem/directory-hash'), files, bundle),
  ])
}

async function writeAll(dir: string, roots: readonly Uint8Array[], nowMs: number): Promise<TrustFiles> {
  const files = rootFiles(roots)
  const bundle = files.map(({ pem }) => pem).join('')
  const jks = writeJks(roots, javaPassword, nowMs)
  const store = { dir: join(dir, 'certs'), extracted: join(dir, 'extracted'), nssdb: join(dir, 'nssdb') }
  const written = await writeHashDir(store.dir, files, bundle)
  // `java` and `adoptium` as Debian nests them, `anchors` as p11-kit wants it where this replaces its source.
  for (const name of ['java', 'adoptium', 'anchors']) await mkdir(join(store.dir, name), { mode: 0o755 })
  const anchors = files.map(({ name, pem }) => writeFile(join(store.dir, 'anchors', name), pem))
  const java = join(store.dir, 'java/cacerts')
  const [hasNssdb] = await Promise.all([
    writeNssdb(store.nssdb, written),
    writeFile(java, jks),
    writeFile(join(store.dir, 'adoptium/cacerts'), jks),
    writeExtracted(store.extracted, files, bundle, jks),
    ...anchors,
  ])
  const pem = join(store.dir, 'ca-certificates.crt')
  return { dir: store.dir, pem, jks: java, extracted: store.extracted, nssdb: hasNssdb ? store.nssdb : '' }
}

/**
 * Writes a trust store in every layout below `dir`, which is made if need be. `roots` are DER; a store without
 * any gets one whose key nobody has. Errors: `trust-unwritable`, `trust-certutil-failed`.
 */
export async function writeTrustFiles(
  dir: string,
  roots: readonly Uint8Array[],
  nowMs: number = Date.now(),
): Promise<TrustFiles> {
  const once = roots.filter(
    (der, index) => roots.findIndex(other => Buffer.compare(other, der) === 0) === index,
  )
  const held = once.length > 0 ? once : [await placeholderRoot(nowMs)]
  try {
    return await writeAll(dir, held, nowMs)
  } catch (error) {
    if (error instanceof TrustError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new TrustError('trust-unwritable', `the trust store below ${dir} cannot be written: ${reason}`)
  }
}
