import type { Endpoint, FailedOutcome, Observation, ServedOutcome } from '@foreseen/facts'
import { type Certificate, certificateFacts, type Problem, parseCertificate } from '@foreseen/x509'
import { nodeCrypto } from '@foreseen/x509/node'
import { readServedBlocks } from './served-blocks.ts'
import { chainDigest, servedCertificate } from './served-certificate.ts'

/** Larger than any chain: five thousand certificates of three kilobytes. */
const maxFileBytes = 16 * 1024 * 1024

/** Signatures checked while looking for the leaf; past that, equal names count as issued. */
const maxVerifications = 2000

/** Indexes of certificates whose key signed another certificate of the list. */
function issuersOf(certificates: readonly (Certificate | undefined)[]): ReadonlySet<number> {
  const bySubject = Map.groupBy(certificates.entries(), ([, certificate]) =>
    certificate === undefined ? '' : Buffer.from(certificate.subject.der).toString('latin1'),
  )
  const issuers = new Set<number>()
  let verifications = 0
  for (const [childIndex, child] of certificates.entries()) {
    if (child === undefined) continue
    for (const [index, issuer] of bySubject.get(Buffer.from(child.issuer.der).toString('latin1')) ?? []) {
      if (issuer === undefined || index === childIndex || issuers.has(index)) continue
      // The same certificate twice: a self-signed one would otherwise issue its own copy.
      if (Buffer.compare(issuer.der, child.der) === 0) continue
      verifications += 1
      const verdict =
        verifications > maxVerifications
          ? 'unsupported'
          : nodeCrypto.verify(child.signatureAlgorithm.der, issuer.publicKey.der, child.tbs, child.signature)
      if (verdict !== 'invalid') issuers.add(index)
    }
  }
  return issuers
}

/**
 * The first certificate that issued no other of the file, one that is no CA before one that is; and what to say
 * when it is not the first of all.
 */
function findLeaf(certificates: readonly (Certificate | undefined)[]): {
  leafIndex: number
  problems: readonly Problem[]
} {
  const issuers = issuersOf(certificates)
  const candidates = [...certificates.entries()].filter(
    ([index, certificate]) => certificate && !issuers.has(index),
  )
  const ends = candidates.find(
    ([, certificate]) => certificate && certificateFacts(certificate).isCa !== true,
  )
  const leafIndex = (ends ?? candidates[0])?.[0] ?? -1
  if (leafIndex < 0) {
    const detail = 'each certificate issued another one; the first is taken for the leaf'
    return { leafIndex: 0, problems: [{ code: 'served-no-leaf', offset: 0, detail }] }
  }
  if (leafIndex === 0) return { leafIndex, problems: [] }
  const detail = `the leaf is number ${leafIndex + 1} of ${certificates.length} in the file instead of the first`
  return { leafIndex, problems: [{ code: 'served-order', offset: 0, detail }] }
}

function outcomeOf(bytes: Uint8Array): {
  outcome: ServedOutcome | FailedOutcome
  problems: readonly Problem[]
} {
  if (bytes.length > maxFileBytes) {
    const detail = `${bytes.length} bytes are no chain; the limit is ${maxFileBytes}`
    return { outcome: { state: 'failed', code: 'served-too-large', detail }, problems: [] }
  }
  const found = readServedBlocks(bytes)
  if (found.certificates.length === 0) {
    const tooLarge = found.problems.find(problem => problem.code === 'served-too-large')
    const detail = tooLarge?.detail ?? 'the file holds no certificate in PEM, DER or PKCS#7'
    return {
      outcome: { state: 'failed', code: tooLarge?.code ?? 'served-no-certificate', detail },
      problems: found.problems,
    }
  }
  const parsed = found.certificates.map(der => parseCertificate(der))
  const { leafIndex, problems } = findLeaf(parsed.map(result => (result.ok ? result.value : undefined)))
  const chain = found.certificates.map(servedCertificate)
  const unreadable = parsed.flatMap((result, index) =>
    result.ok
      ? []
      : [{ code: 'served-damaged', offset: 0, detail: `certificate ${index + 1} does not parse` }],
  )
  const outcome: ServedOutcome = {
    state: 'served',
    protocol: '',
    cipher: '',
    chain,
    leafIndex,
    chainSha256: chainDigest(chain),
    alpn: '',
    staple: { present: false },
    sctCount: 0,
  }
  return { outcome, problems: [...found.problems, ...unreadable, ...problems] }
}

/**
 * The certificates of a PEM, DER or PKCS#7 file as what an endpoint would serve, in the order of the file.
 * Codes: `served-*`, as a failed outcome or among the problems.
 */
export function servedFromFile(bytes: Uint8Array, endpoint: Endpoint, atMs: number): Observation {
  const { outcome, problems } = outcomeOf(bytes)
  return {
    schema: 'foreseen.observation/1',
    source: 'file',
    host: endpoint.host,
    port: endpoint.port,
    starttls: endpoint.starttls,
    address: '',
    family: 0,
    sni: '',
    keyType: 'any',
    atMs,
    outcome,
    problems,
  }
}
