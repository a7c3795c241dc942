/** Releases and endpoints of the founding story's kind, in a ledger: a program that holds what its server serves. */
import type { Observation } from '@foreseen/facts'
import { parseEndpoint } from '@foreseen/facts'
import { bySystem, type Place } from '../../src/place.ts'
import { certificateLine, certify, newToy, sha256, spkiSha256 } from '../certificates.ts'

export const dayMs = 86_400_000

const totals = { files: 1, bytes: 1000, containers: 0, members: 0, inflatedBytes: 0 }

export interface Story {
  readonly root: Uint8Array
  readonly leaf: Uint8Array
  readonly nextLeaf: Uint8Array
  readonly strangerRoot: Uint8Array
}

/** A leaf of 60 days for www.joost.test, the one that follows it, and the root above both. */
export async function makeStory(): Promise<Story> {
  const named = (subject: string) => ({ subject, toy: newToy(subject) })
  const [authority, stranger] = [named('CN=Joost Root'), named('CN=Stranger')]
  const host = { issuer: authority, dnsNames: ['www.joost.test'] }
  const roots = { from: -400, to: 3000, ca: true }
  return {
    root: await certify({ ...authority, issuer: authority, ...roots }),
    leaf: await certify({ ...named('CN=www.joost.test'), from: 0, to: 60, ...host }),
    nextLeaf: await certify({ ...named('CN=www.joost.test'), from: 35, to: 95, ...host }),
    strangerRoot: await certify({ ...stranger, issuer: stranger, ...roots }),
  }
}

/** Pushes a scan that found these certificates, with their bytes unless told. */
export async function pushRelease(
  place: Place,
  version: string,
  found: readonly { readonly der: Uint8Array; readonly path: string }[],
  { withBytes = true }: { withBytes?: boolean } = {},
): Promise<string> {
  const by = bySystem(place)
  const { id: product } = await place.ledger.releases.ensureProduct(by, 'joost')
  const release = { product, version, platform: '', artefactSha256: '', support: 'supported' } as const
  const { id } = await place.ledger.releases.ensureRelease(by, release)
  const findings = found.map(({ der, path }, index) => {
    const record = certificateLine(der, { path, offset: index * 5000, length: der.length, encoding: 'der' })
    return { record: record as never, ...(withBytes ? { body: der } : {}) }
  })
  const scan = {
    release: id,
    artefactSha256: '',
    program: 'test',
    atMs: place.now(),
    totals,
    findings,
    unseen: [],
  }
  await place.ledger.findings.pushScan(by, scan)
  return id
}

/** One look at www.joost.test. */
export function lookAt(chain: readonly Uint8Array[] | undefined, atMs: number): Observation {
  const links = (chain ?? []).map(der => ({ sha256: sha256(der), spkiSha256: spkiSha256(der), der }))
  return {
    schema: 'foreseen.observation/1',
    source: 'network',
    host: 'www.joost.test',
    port: 443,
    starttls: 'none',
    address: '192.0.2.1',
    family: 4,
    sni: 'www.joost.test',
    keyType: 'any',
    atMs,
    problems: [],
    outcome:
      chain === undefined
        ? { state: 'failed', code: 'tls-refused', detail: 'The connection was refused.' }
        : {
            state: 'served',
            protocol: 'TLSv1.3',
            cipher: 'TLS_AES_128_GCM_SHA256',
            chain: links,
            leafIndex: 0,
            chainSha256: sha256(new TextEncoder().encode(links.map(link => link.sha256).join())),
            alpn: '',
            staple: { present: false },
            sctCount: 0,
          },
  }
}

/** Makes the endpoint, if need be, and looks at it. */
export async function observe(place: Place, observation: Observation): Promise<string> {
  const by = bySystem(place)
  const parsed = parseEndpoint(`${observation.host}:${observation.port}`)
  if (!parsed.ok) throw new Error('no endpoint')
  const { id } = await place.ledger.endpoints.ensure(by, parsed.value)
  await place.ledger.endpoints.observe(by, [{ endpoint: id, observation }])
  return id
}
