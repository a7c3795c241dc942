/** A fleet from a seed: products in many versions, each with a public bundle and a few things of its own endpoints. */
import type { Finding, Observation } from '@foreseen/facts'
import { createRandom } from '../random.ts'
import { certify, leafSpki, type Made, type Signer, sha256, signerOf } from './certificates.ts'

export const dayMs = 86_400_000
export const nowMs = Date.UTC(2026, 10, 23, 12)

export interface Shape {
  readonly releases: number
  readonly endpoints: number
  readonly occurrences: number
  readonly seed: number
}

export interface MadeEndpoint {
  readonly host: string
  readonly chain: readonly Made[]
  readonly issuer: Signer
  readonly former: readonly Made[] | undefined
  readonly isSeen: boolean
}

export interface MadeRelease {
  readonly product: string
  readonly version: string
  readonly findings: readonly Finding[]
}

export interface MadeFleet {
  readonly endpoints: readonly MadeEndpoint[]
  readonly releases: readonly MadeRelease[]
}

const publicRoots = 130
const publicIssuers = 20
const privateRoots = 10

interface Authorities {
  readonly bundle: readonly Made[]
  /** Who issues for endpoints, with the certificate that is served above the leaf. */
  readonly issuers: readonly {
    readonly signer: Signer
    readonly served: readonly Made[]
    readonly root: Made
  }[]
}

function authorityOf(signer: Signer, issuer: Signer): Made {
  const span = { fromMs: nowMs - 1000 * dayMs, toMs: nowMs + 3000 * dayMs }
  return certify({ common: signer.name, spki: signer.spki, issuer, ...span, isAuthority: true })
}

function makeAuthorities(): Authorities {
  const roots = Array.from({ length: publicRoots }, (_, n) => signerOf(`Public Root ${n}`))
  const bundle = roots.map(root => authorityOf(root, root))
  const open = Array.from({ length: publicIssuers }, (_, n) => {
    const signer = signerOf(`Public Issuer ${n}`)
    const above = roots[n % 10] as Signer
    return { signer, served: [authorityOf(signer, above)], root: bundle[n % 10] as Made }
  })
  const own = Array.from({ length: privateRoots }, (_, n) => {
    const signer = signerOf(`Private Root ${n}`)
    return { signer, served: [], root: authorityOf(signer, signer) }
  })
  return { bundle, issuers: [...open, ...own] }
}

/** A certificate of 90 days that began so many days ago. */
export function leafOf(host: string, generation: number, ageDays: number, issuer: Signer): Made {
  const fromMs = nowMs - ageDays * dayMs
  const spki = leafSpki(`${host} ${generation}`)
  return certify({ common: host, spki, issuer, fromMs, toMs: fromMs + 90 * dayMs, isAuthority: false, host })
}

function makeEndpoints(shape: Shape, { issuers }: Authorities): MadeEndpoint[] {
  const random = createRandom(shape.seed)
  return Array.from({ length: shape.endpoints }, (_, n) => {
    // One in 25 is issued by a root of one's own: 20 endpoints each at full size.
    const isOwn = n % 25 === 0
    const from = isOwn ? publicIssuers + random.pick(privateRoots) : random.pick(publicIssuers)
    const { signer, served } = issuers[from] as Authorities['issuers'][number]
    const host = `h${n}.d${n % 400}.example`
    const chain = [leafOf(host, 1, random.pick(85), signer), ...served]
    const former = n % 10 === 0 ? [leafOf(host, 0, 100, signer), ...served] : undefined
    return { host, chain, issuer: signer, former, isSeen: n % 50 !== 49 }
  })
}

const certificateAt = ({ der, sha256, spkiSha256 }: Made, path: string, offset: number): Finding => ({
  type: 'certificate',
  at: { path, offset, lengthBytes: der.length },
  encoding: 'der',
  detector: 'der-certificate',
  sha256,
  spkiSha256,
  der,
})

const pinAt = (digest: string, host: string, path: string, offset: number): Finding => ({
  type: 'pin',
  at: { path, offset, lengthBytes: 44 },
  encoding: 'text',
  detector: 'okhttp-pin',
  form: 'okhttp',
  digestAlgorithm: 'sha256',
  digest,
  target: 'spki',
  hosts: [host],
})

/** Every version of a product has the things of the same few endpoints, at slightly other places. */
function makeRelease(
  shape: Shape,
  endpoints: readonly MadeEndpoint[],
  { bundle, issuers }: Authorities,
  number: number,
): MadeRelease {
  const products = Math.max(1, Math.round(shape.releases / 50))
  const product = number % products
  const random = createRandom(shape.seed * 7919 + product)
  const own = [0, 1, 2].map(() => random.of(endpoints))
  const most = Math.round(shape.occurrences / shape.releases)
  const findings: Finding[] = []
  const put = (make: (path: string, offset: number) => Finding, path: string): void => {
    findings.push(make(`app-${number}!${path}`, findings.length * 3000))
  }
  for (const [index, { host, chain, former }] of own.entries()) {
    const [leaf] = former ?? chain
    if (leaf === undefined) continue
    if (index === 0)
      for (let copy = 0; copy < 5; copy++) put((p, o) => certificateAt(leaf, p, o), `bin/c${copy}`)
    if (index === 1)
      for (let copy = 0; copy < 4; copy++) put((p, o) => pinAt(leaf.spkiSha256, host, p, o), `lib/p${copy}`)
    if (index === 2) {
      put((p, o) => pinAt(leaf.spkiSha256, host, p, o), 'lib/pins')
      put((p, o) => pinAt(sha256(`backup ${product}`), host, p, o), 'lib/pins')
    }
  }
  if (product % 4 === 0) {
    const root = issuers[publicIssuers + random.pick(privateRoots)]?.root
    if (root !== undefined) put((p, o) => certificateAt(root, p, o), 'etc/root.der')
  }
  for (let at = 0; findings.length < most; at++) {
    const root = bundle[at % bundle.length] as Made
    put((p, o) => certificateAt(root, p, o), `share/bundle-${Math.floor(at / bundle.length)}.der`)
  }
  return { product: `product ${product}`, version: `1.${Math.floor(number / products)}`, findings }
}

/** The whole fleet. */
export function makeFleet(shape: Shape): MadeFleet {
  const authorities = makeAuthorities()
  const endpoints = makeEndpoints(shape, authorities)
  const releases = Array.from({ length: shape.releases }, (_, number) =>
    makeRelease(shape, endpoints, authorities, number),
  )
  return { endpoints, releases }
}

/** What a look at an endpoint saw. */
export const observationOf = (
  host: string,
  chain: readonly Made[] | undefined,
  atMs = nowMs,
): Observation => ({
  schema: 'foreseen.observation/1',
  source: 'network',
  host,
  port: 443,
  starttls: 'none',
  address: '192.0.2.1',
  family: 4,
  sni: host,
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
          chain,
          leafIndex: 0,
          chainSha256: sha256(chain.map(link => link.sha256).join()),
          alpn: '',
          staple: { present: false },
          sctCount: 0,
        },
})
