/** Certificates, findings and observations for the tests of this package: toy keys, a fixed clock. */
import 'reflect-metadata'
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  X509Certificate,
} from 'node:crypto'
import type { Finding, Inventory, Observation, Release, Unseen } from '@foreseen/facts'
import { nodeCrypto } from '@foreseen/x509/node'
import {
  BasicConstraintsExtension,
  CertificatePolicyExtension,
  cryptoProvider,
  ExtendedKeyUsageExtension,
  type Extension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { type ForecastInput, forecast, type ReleaseFacts, type RenewalPlan } from '../../src/index.ts'
import { buildInventory } from '../../src/inventory/inventory.ts'

cryptoProvider.set(crypto)

export const dayMs = 86_400_000
export const nowMs = Date.UTC(2026, 10, 22, 12)
export const host = 'www.joost.test'

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
export const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
export const rsaKey = (): KeyObject => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
export const spkiOf = (key: KeyObject): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }))

export interface Authority {
  readonly name: string
  readonly key: KeyObject
  readonly der: Uint8Array
}

export interface Order {
  readonly subject: string
  readonly key: KeyObject
  readonly issuer?: { readonly name: string; readonly key: KeyObject }
  /** Days from the fixed clock. */
  readonly from: number
  readonly to: number
  readonly ca?: boolean
  readonly pathLength?: number
  readonly dnsNames?: readonly string[]
  readonly usages?: readonly string[]
  readonly isPublic?: boolean
}

const load = (key: KeyObject): EcKeyImportParams | RsaHashedImportParams =>
  key.asymmetricKeyType === 'rsa'
    ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    : { name: 'ECDSA', namedCurve: 'P-256' }

let serial = 0x1000

export async function certify(order: Order): Promise<Uint8Array> {
  const issuer = order.issuer ?? { name: order.subject, key: order.key }
  const extensions: Extension[] = [new BasicConstraintsExtension(order.ca === true, order.pathLength, true)]
  if (order.dnsNames)
    extensions.push(
      new SubjectAlternativeNameExtension(order.dnsNames.map(value => ({ type: 'dns' as const, value }))),
    )
  if (order.usages) extensions.push(new ExtendedKeyUsageExtension([...order.usages]))
  if (order.isPublic === true) extensions.push(new CertificatePolicyExtension(['2.23.140.1.2.1']))
  const certificate = await X509CertificateGenerator.create({
    serialNumber: (serial++).toString(16),
    subject: order.subject,
    issuer: issuer.name,
    notBefore: new Date(nowMs + order.from * dayMs),
    notAfter: new Date(nowMs + order.to * dayMs),
    publicKey: await crypto.subtle.importKey('spki', spkiOf(order.key), load(order.key), true, ['verify']),
    signingKey: await crypto.subtle.importKey(
      'pkcs8',
      issuer.key.export({ type: 'pkcs8', format: 'der' }),
      load(issuer.key),
      false,
      ['sign'],
    ),
    signingAlgorithm: { name: load(issuer.key).name, hash: 'SHA-256' },
    extensions,
  })
  return new Uint8Array(certificate.rawData)
}

export async function authority(
  name: string,
  issuer?: Authority,
  from = -800,
  to = 3650,
  extra: Partial<Order> = {},
): Promise<Authority> {
  const key = extra.key ?? newKey()
  const base = { subject: name, key, from, to, ca: true, ...extra }
  return { name, key, der: await certify(issuer === undefined ? base : { ...base, issuer }) }
}

export async function leaf(
  issuer: Authority,
  from: number,
  to: number,
  extra: Partial<Order> = {},
): Promise<Authority> {
  const key = extra.key ?? newKey()
  const dnsNames = extra.dnsNames ?? [host]
  return {
    name: `CN=${dnsNames[0]}`,
    key,
    der: await certify({ subject: `CN=${dnsNames[0]}`, issuer, from, to, ...extra, key, dnsNames }),
  }
}

function spkiDigest(der: Uint8Array): string {
  return sha256(new Uint8Array(new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' })))
}

export function certificateFinding(
  der: Uint8Array,
  path: string,
  offset = 0,
  extra: Partial<Finding> = {},
): Finding {
  return {
    type: 'certificate',
    at: { path, offset, lengthBytes: der.length },
    encoding: 'der',
    detector: 'der-certificate',
    sha256: sha256(der),
    spkiSha256: spkiDigest(der),
    der,
    ...extra,
  } as Finding
}

export type PinFinding = Extract<Finding, { type: 'pin' }>

export function pinFinding(digest: string, path: string, extra: Partial<PinFinding> = {}): Finding {
  return {
    type: 'pin',
    at: { path, offset: 100, lengthBytes: 44, line: 3 },
    encoding: 'text',
    detector: 'okhttp-pin',
    form: 'okhttp',
    digestAlgorithm: 'sha256',
    digest,
    target: 'spki',
    hosts: [host],
    ...extra,
  }
}

export function observed(
  chain: readonly Uint8Array[],
  source: 'network' | 'file' = 'network',
  sni = host,
): Observation {
  return {
    schema: 'foreseen.observation/1',
    source,
    host,
    port: 443,
    starttls: 'none',
    address: source === 'file' ? '' : '127.0.0.1',
    family: source === 'file' ? 0 : 4,
    sni,
    keyType: 'any',
    atMs: nowMs,
    problems: [],
    outcome: {
      state: 'served',
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_128_GCM_SHA256',
      chain: chain.map(der => ({ sha256: sha256(der), spkiSha256: spkiDigest(der), der })),
      leafIndex: 0,
      chainSha256: '',
      alpn: '',
      staple: { present: false },
      sctCount: 0,
    },
  }
}

export const failed = (detail: string): Observation => ({
  ...observed([]),
  outcome: { state: 'failed', code: 'tls-refused', detail },
})

export const joost: Release = { name: 'joost 0.9.1', path: 'joost-0.9.1.tgz' }

export function inventoryOf(findings: readonly Finding[], at = nowMs, releasePath = joost.path): Inventory {
  return buildInventory(findings, { crypto: nodeCrypto, nowMs: at, releasePath })
}

export interface Question {
  readonly findings: readonly Finding[]
  readonly observations: readonly Observation[]
  readonly plan?: RenewalPlan
  readonly unseen?: readonly Unseen[]
  readonly verifiers?: readonly string[]
  readonly nowMs?: number
  readonly horizonDays?: number
}

/** One release at one endpoint. */
export function ask(question: Question): ReturnType<typeof forecast>[number] {
  const at = question.nowMs ?? nowMs
  const facts: ReleaseFacts = {
    release: joost,
    inventory: inventoryOf(question.findings, at),
    unseen: question.unseen ?? [],
    ...(question.verifiers === undefined ? {} : { verifiers: question.verifiers }),
  }
  const input: ForecastInput = {
    releases: [facts],
    endpoints: [{ endpoint: `${host}:443`, observations: question.observations }],
    plan: question.plan ?? {},
    nowMs: at,
    horizonMs: at + (question.horizonDays ?? 398) * dayMs,
    crypto: nodeCrypto,
  }
  const [breakage] = forecast(input)
  if (breakage === undefined) throw new Error('no verdict')
  return breakage
}
