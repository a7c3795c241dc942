import type { Observation, ServedCertificate } from '@foreseen/facts'
import { type Certificate, type CertificateFacts, certificateFacts, parseCertificate } from '@foreseen/x509'

/** One certificate of a served chain, read. */
export interface Link {
  readonly sha256: string
  readonly spkiSha256: string
  readonly certificate: Certificate
  readonly facts: CertificateFacts
}

/** A chain as sent, but with the leaf first, where a file may not have it; nothing added. */
export interface Chain {
  readonly leaf: Link
  readonly links: readonly Link[]
  readonly source: Observation['source']
}

// An intermediate is served by thousands of endpoints from the same octets: read once, and what follows from it too.
const read = new WeakMap<Uint8Array, Link | undefined>()

function readLink({ sha256, spkiSha256, der }: ServedCertificate): Link | undefined {
  const known = read.get(der)
  if (known?.sha256 === sha256 && known.spkiSha256 === spkiSha256) return known
  const parsed = parseCertificate(der)
  const link = parsed.ok
    ? { sha256, spkiSha256, certificate: parsed.value, facts: certificateFacts(parsed.value) }
    : undefined
  read.set(der, link)
  return link
}

function readChain(observation: Observation): Chain | undefined {
  if (observation.outcome.state !== 'served') return undefined
  const { chain, leafIndex } = observation.outcome
  const first = chain[leafIndex]
  const ordered = first === undefined ? chain : [first, ...chain.filter(one => one !== first)]
  const links = ordered.flatMap(one => readLink(one) ?? [])
  // A leaf that does not parse leaves nothing to compare with, whatever follows it.
  const leaf = links[0]
  if (leaf === undefined || leaf.sha256 !== first?.sha256) return undefined
  return { leaf, links, source: observation.source }
}

/** The distinct chains of observations: addresses and key types that send the same count once. */
export function readChains(observations: readonly Observation[]): Chain[] {
  const chains = new Map<string, Chain>()
  for (const observation of observations) {
    const chain = readChain(observation)
    if (chain === undefined) continue
    const id = chain.links.map(link => link.sha256).join()
    if (!chains.has(id)) chains.set(id, chain)
  }
  return [...chains.values()].sort((a, b) => a.leaf.certificate.notAfterMs - b.leaf.certificate.notAfterMs)
}

/** RFC 9525 6.3: a wildcard stands for exactly one left-most label. */
export function coversHost(facts: CertificateFacts, host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')
  const rest = name.slice(name.indexOf('.') + 1)
  return (
    facts.ipAddresses.includes(name) ||
    facts.dnsNames.some(written => {
      const pattern = written.toLowerCase().replace(/\.$/, '')
      return pattern === name || (pattern.startsWith('*.') && name.includes('.') && pattern.slice(2) === rest)
    })
  )
}

/** CA/Browser Forum policy identifiers: only certificates of public CAs carry them (BR 7.1.6.1). */
const publicPolicy = /^2\.23\.140\.1\./

/** Whether a CA under the public rules issued this leaf: it carries their policy or timestamps of public logs. */
export function isPubliclyIssued(link: Link): boolean {
  return link.facts.sctCount > 0 || link.facts.policies.some(policy => publicPolicy.test(policy))
}
