/** Findings and observations made from numbers: the same number makes the same thing. */
import { createHash } from 'node:crypto'
import type { FindingRecord, Observation } from '@foreseen/facts'
import type { By, Ledger, PushedFinding, PushedScan } from '@foreseen/ledger'

export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

const base = {
  schema: 'foreseen.findings/1',
  position: null,
  line: null,
  section: null,
  symbol: null,
  within: null,
  label: null,
  hosts: [],
  resolvedTo: [],
  subject: null,
  issuer: null,
  serial: null,
  key: null,
  notBefore: null,
  notAfter: null,
} as const

/** Bytes that stand for the DER of certificate `number`. */
export const bodyOf = (number: number): Uint8Array => new TextEncoder().encode(`certificate ${number}`)

export const subjectOf = (number: number): string =>
  `CN=api-${sha256(`name ${number}`).slice(0, 8)}.example${number % 97}.com, O=Joost ${number % 13} B.V., C=NL`

const day = 86_400_000

const isoDay = (days: number): string =>
  new Date(Date.UTC(2024, 0, 1) + days * day).toISOString().replace('.000Z', 'Z')

/** Certificate `number` at place `at`. */
export function certificateAt(number: number, at: number): PushedFinding {
  const record: FindingRecord = {
    ...base,
    type: 'certificate',
    kind: number % 5 === 0 ? 'hardwired-leaf' : 'hardwired-root',
    level: number % 5 === 0 ? 'high' : 'low',
    sha256: sha256(bodyOf(number)),
    spkiSha256: sha256(`key ${number}`),
    subject: subjectOf(number),
    issuer: `CN=Issuer ${number % 31}, O=Example Trust, C=NL`,
    serial: number.toString(16),
    key: 'RSA 2048',
    notBefore: isoDay(number % 700),
    notAfter: isoDay((number % 700) + 398),
    position: number % 5 === 0 ? 'leaf' : 'root',
    path: `app-${at % 50}.tgz!lib/module${at % 1000}/ca.jar!certs/${at}.pem`,
    offset: at * 17,
    length: 1200 + (number % 400),
    line: at % 3 === 0 ? null : at,
    encoding: 'pem',
    detector: 'pem',
  }
  return { record, body: bodyOf(number) }
}

/** Pin `number` at place `at`, with everything a pin's record has. */
export function pinAt(number: number, at: number): PushedFinding {
  const digest = sha256(`pin ${number}`)
  const record: FindingRecord = {
    ...base,
    type: 'pin',
    kind: 'pin-unresolved',
    level: 'medium',
    sha256: null,
    spkiSha256: null,
    path: `app.apk!classes${at}.dex`,
    offset: at,
    length: 51,
    encoding: 'utf-8',
    detector: 'okhttp',
    hosts: ['api.example.com'],
    label: `pin ${at}`,
    section: '.rodata',
    symbol: 'pins',
    resolvedTo: [{ by: 'spki', source: 'found', sha256: undefined, spkiSha256: digest, subject: '' }],
    form: 'okhttp',
    digestAlgorithm: 'sha256',
    digest,
    target: 'spki',
    expires: null,
  }
  return { record }
}

/** A keystore, which has no digest of its own. */
export function keystoreAt(at: number): PushedFinding {
  const record: FindingRecord = {
    ...base,
    type: 'keystore',
    kind: 'keystore',
    level: 'info',
    sha256: null,
    spkiSha256: null,
    path: `conf/${at}.jks`,
    offset: 0,
    length: 2048,
    encoding: 'jks',
    detector: 'jks',
    format: 'jks',
    entries: [{ alias: 'server', kind: 'private-key', created: '2024-01-01T00:00:00Z' }],
  }
  return { record }
}

const totals = { files: 10, bytes: 1000, containers: 1, members: 5, inflatedBytes: 4000 }

export const scanOf = (release: string, seed: number, findings: readonly PushedFinding[]): PushedScan => ({
  release,
  artefactSha256: sha256(`artefact ${seed}`),
  program: 'foreseen 0.1.0',
  atMs: Date.UTC(2026, 10, 1) + seed,
  totals,
  findings,
  unseen: [
    {
      schema: 'foreseen.findings/1',
      type: 'unseen',
      reason: 'sealed',
      code: 'scan-limit-ratio',
      detail: `part ${seed}`,
      path: 'sealed.zip',
      offset: seed % 2 === 0 ? null : seed,
    },
  ],
})

/** An organisation to work in. */
export async function organisationIn(ledger: Ledger): Promise<By> {
  const organisation = await ledger.accounts.createOrganisation('system', 'Joost')
  return { organisation, actor: 'system' }
}

/** A release of a product called joost. */
export async function releaseIn(ledger: Ledger, by: By, version: string): Promise<string> {
  const { id: product } = await ledger.releases.ensureProduct(by, 'joost')
  const release = { product, version, platform: '', artefactSha256: '', support: 'supported' } as const
  return (await ledger.releases.ensureRelease(by, release)).id
}

/** What an endpoint serves: the chain of these certificates, or a failure for none. */
export function observationOf(chain: readonly number[], atMs: number, address = '192.0.2.1'): Observation {
  const look = {
    schema: 'foreseen.observation/1',
    source: 'network',
    host: 'api.example.com',
    port: 443,
    starttls: 'none',
    address,
    family: 4,
    sni: 'api.example.com',
    keyType: 'any',
    atMs,
    problems: [],
  } as const
  if (chain.length === 0)
    return { ...look, outcome: { state: 'failed', code: 'tls-refused', detail: 'nobody listens' } }
  const served = chain.map(number => ({
    sha256: sha256(bodyOf(number)),
    spkiSha256: sha256(`key ${number}`),
    der: bodyOf(number),
  }))
  return {
    ...look,
    outcome: {
      state: 'served',
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_128_GCM_SHA256',
      chain: served,
      leafIndex: 0,
      chainSha256: sha256(chain.join(' ')),
      alpn: 'h2',
      staple: { present: false },
      sctCount: 2,
    },
  }
}
