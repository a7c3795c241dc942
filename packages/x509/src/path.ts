import type { Certificate } from './certificate-shape.ts'
import type { Crypto, SignatureVerdict } from './crypto.ts'
import { verifyIssued } from './position.ts'

/** A chain from a leaf to an anchor, both included. */
export interface Path {
  /** Leaf first, anchor last; one certificate when the leaf itself is an anchor. */
  readonly certificates: readonly Certificate[]
  readonly anchor: Certificate
  /** `valid` when every signature below the anchor verified, `unsupported` when one could not be checked, `unchecked` without crypto. */
  readonly signatures: 'valid' | 'unsupported' | 'unchecked'
}

/** Bounds of a search. */
export interface PathOptions {
  readonly crypto?: Crypto
  /** Certificates in a path, anchor included; 8 when absent. */
  readonly maxDepth?: number
  /** Paths returned, shortest first; 64 when absent. */
  readonly maxPaths?: number
  /** Certificates tried as a next step, over the whole search; 2,000 when absent: one signature check each. */
  readonly maxSteps?: number
}

/** What a search came to. */
export interface PathSearch {
  /** Shortest first. */
  readonly paths: readonly Path[]
  /** The bound that the search met, behind which there may be more paths; undefined when it looked everywhere. */
  readonly stoppedBy: 'depth' | 'paths' | 'steps' | undefined
}

/** A certification authority is a name and a key; certificates are edges between authorities. */
interface Authority {
  readonly id: string
  readonly anchor: Certificate | undefined
  readonly edges: Certificate[]
}

/** A chain that has not reached an anchor yet; `visited` keeps it from running in circles. */
interface OpenPath {
  readonly certificates: readonly Certificate[]
  readonly visited: ReadonlySet<string>
  readonly signatures: Path['signatures']
}

const latin1 = new TextDecoder('latin1')
const keyOf = (bytes: Uint8Array): string => latin1.decode(bytes)

/** Octets as texts, by which certificates are told apart. */
interface Texts {
  readonly subject: string
  readonly issuer: string
  /** Name and key: the authority. */
  readonly id: string
  readonly encoding: string
}

// A fleet asks of the same few certificates a hundred thousand times; parsed certificates do not change.
const texts = new WeakMap<Certificate, Texts>()

function textsOf(certificate: Certificate): Texts {
  const known = texts.get(certificate)
  if (known !== undefined) return known
  const subject = keyOf(certificate.subject.der)
  const made = {
    subject,
    issuer: keyOf(certificate.issuer.der),
    id: `${subject}|${keyOf(certificate.publicKey.der)}`,
    encoding: keyOf(certificate.der),
  }
  texts.set(certificate, made)
  return made
}

const idOf = (certificate: Certificate): string => textsOf(certificate).id

/** Authorities by the octets of their name; an anchor's own certificate stands for it, equal certificates count once. */
function indexAuthorities(
  pool: readonly Certificate[],
  anchors: readonly Certificate[],
): Map<string, Authority[]> {
  const byId = new Map<string, Authority>()
  const byName = new Map<string, Authority[]>()
  const seen = new Set<string>()
  const authorityOf = (certificate: Certificate, anchor: Certificate | undefined): Authority => {
    const id = idOf(certificate)
    const known = byId.get(id)
    if (known) return known
    const authority: Authority = { id, anchor, edges: [] }
    byId.set(id, authority)
    const name = textsOf(certificate).subject
    const namesakes = byName.get(name)
    if (namesakes) namesakes.push(authority)
    else byName.set(name, [authority])
    return authority
  }
  for (const anchor of anchors) authorityOf(anchor, anchor)
  for (const certificate of pool) {
    const { encoding } = textsOf(certificate)
    if (seen.has(encoding)) continue
    seen.add(encoding)
    const authority = authorityOf(certificate, undefined)
    if (authority.anchor === undefined) authority.edges.push(certificate)
  }
  return byName
}

// By port, child and authority. What is `unsupported` says something about the port and not about the signature.
const checked = new WeakMap<Crypto, WeakMap<Certificate, Map<string, SignatureVerdict>>>()

function verdictsOn(crypto: Crypto, child: Certificate): Map<string, SignatureVerdict> {
  const byChild = checked.get(crypto) ?? new WeakMap<Certificate, Map<string, SignatureVerdict>>()
  checked.set(crypto, byChild)
  const verdicts = byChild.get(child) ?? new Map<string, SignatureVerdict>()
  byChild.set(child, verdicts)
  return verdicts
}

/** Authorities remembered of one child: a thousand cross-signed twins are asked again rather than kept. */
const maxRemembered = 64

/** Did the authority's key sign `child`? Asked once for each pair: twins share the answer. */
function signatureCheck(
  crypto: Crypto | undefined,
): (child: Certificate, authority: Authority) => SignatureVerdict {
  const unsupported = new Map<Certificate, Set<string>>()
  return (child, authority) => {
    const issuer = authority.anchor ?? authority.edges[0]
    if (crypto === undefined || issuer === undefined) return 'unsupported'
    if (unsupported.get(child)?.has(authority.id) === true) return 'unsupported'
    const known = verdictsOn(crypto, child)
    const verdict = known.get(authority.id) ?? verifyIssued(child, issuer, crypto)
    if (verdict === 'unsupported') {
      unsupported.set(child, (unsupported.get(child) ?? new Set()).add(authority.id))
    } else if (known.size < maxRemembered) known.set(authority.id, verdict)
    return verdict
  }
}

/** Paths one certificate longer than `path` through `authority`. */
function extend(path: OpenPath, authority: Authority, signatures: Path['signatures']): OpenPath[] {
  const visited = new Set(path.visited).add(authority.id)
  const edges = authority.anchor ? [authority.anchor] : authority.edges
  return edges.map(edge => ({ certificates: [...path.certificates, edge], visited, signatures }))
}

/**
 * Chains from `leaf` over `pool` to `anchors`, shortest first. An anchor is its name and its key, whatever
 * certificate carries them; validity and constraints are for the caller to judge. The search is breadth
 * first and stops at its bounds, so that a thousand cross-signed twins end too; it says when it did.
 */
export function buildPaths(
  leaf: Certificate,
  pool: readonly Certificate[],
  anchors: readonly Certificate[],
  options: PathOptions = {},
): PathSearch {
  const { crypto, maxDepth = 8, maxPaths = 64, maxSteps = 2_000 } = options
  const authorities = indexAuthorities(pool, anchors)
  const check = signatureCheck(crypto)
  const leafId = idOf(leaf)
  const found: Path[] = []
  const signatures = crypto === undefined ? 'unchecked' : 'valid'
  if (anchors.some(anchor => idOf(anchor) === leafId))
    found.push({ certificates: [leaf], anchor: leaf, signatures })
  const queue: OpenPath[] = [{ certificates: [leaf], visited: new Set([leafId]), signatures }]
  let stoppedBy: PathSearch['stoppedBy']
  let steps = 0
  for (let head = 0; head < queue.length; head++) {
    const path = queue[head]
    const last = path?.certificates.at(-1)
    if (path === undefined || last === undefined) continue
    for (const authority of authorities.get(textsOf(last).issuer) ?? []) {
      if (path.visited.has(authority.id)) continue
      if (path.certificates.length >= maxDepth) {
        stoppedBy ??= 'depth'
        break
      }
      if (found.length >= maxPaths) return { paths: found, stoppedBy: 'paths' }
      if (steps++ >= maxSteps) return { paths: found, stoppedBy: 'steps' }
      const verdict = check(last, authority)
      if (crypto !== undefined && verdict === 'invalid') continue
      const seen = crypto !== undefined && verdict === 'unsupported' ? 'unsupported' : path.signatures
      for (const next of extend(path, authority, seen)) {
        if (authority.anchor) found.push({ ...next, anchor: authority.anchor })
        else if (queue.length < maxSteps) queue.push(next)
        else stoppedBy = 'steps'
      }
    }
  }
  return { paths: found, stoppedBy }
}
