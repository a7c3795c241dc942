/** The chain that an endpoint would serve if a chosen authority issued its next certificate. */
import { type Observation, observationSchema } from '@foreseen/facts'
import { type RenewalPlan, readChains } from '@foreseen/rules'
import { type Crypto, hex, isSelfIssued, verifyIssued } from '@foreseen/x509'
import type { Authority } from './issuers.ts'
import { type NextCertificate, nextCertificate } from './next-certificate.ts'

/** Chains longer than this are not sent by servers. */
const maxAbove = 4

const sameOctets = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((octet, index) => octet === b[index])

/** The issuer and what stands above it, as far as it is known; a server leaves the root out. */
function above(issuer: Authority, authorities: readonly Authority[], crypto: Crypto): Authority[] {
  const chain: Authority[] = []
  let at: Authority | undefined = issuer
  while (at !== undefined && !at.isRoot && chain.length < maxAbove && !chain.includes(at)) {
    const child: Authority = at
    chain.push(child)
    at = authorities.find(
      ({ certificate }) =>
        !isSelfIssued(child.certificate) &&
        sameOctets(certificate.subject.der, child.certificate.issuer.der) &&
        verifyIssued(child.certificate, certificate, crypto) !== 'invalid',
    )
  }
  return chain
}

export interface NextQuestion {
  readonly present: readonly Observation[]
  readonly issuer: Authority
  readonly authorities: readonly Authority[]
  readonly plan: RenewalPlan
  readonly nowMs: number
  readonly crypto: Crypto
}

export interface AssumedNext {
  readonly observation: Observation
  readonly certificate: NextCertificate
}

/** `undefined` when nothing is served whose names a next certificate could take over. */
export function nextFor(question: NextQuestion): AssumedNext | undefined {
  const { present, issuer, authorities, plan, nowMs, crypto } = question
  const chain = readChains(present)[0]
  const look = present[0]
  if (chain === undefined || look === undefined) return undefined
  const { notBeforeMs, notAfterMs } = chain.leaf.certificate
  const lifeMs = notAfterMs - notBeforeMs
  const startMs = Math.floor(nowMs / 1000) * 1000
  const lastMs = Math.max(notAfterMs, plan.renewalMs ?? 0, nowMs)
  const certificate = nextCertificate({
    present: chain.leaf.certificate,
    issuer: issuer.certificate,
    keepsKey: plan.keyPolicy === 'same-key',
    notBeforeMs: startMs,
    notAfterMs: lastMs + (Number.isFinite(lifeMs) && lifeMs > 0 ? lifeMs : 0),
  })
  if (certificate === undefined) return undefined
  const digest = (bytes: Uint8Array): string => hex(crypto.digest('sha256', bytes))
  const leaf = {
    sha256: digest(certificate.der),
    spkiSha256: digest(certificate.spki),
    der: certificate.der,
  }
  const links = above(issuer, authorities, crypto).map(({ sha256, spkiSha256, certificate: { der } }) => ({
    sha256,
    spkiSha256,
    der,
  }))
  return { observation: observationFrom(look, [leaf, ...links], nowMs), certificate }
}

function observationFrom(
  { host, port, starttls, sni }: Observation,
  chain: readonly { readonly sha256: string; readonly spkiSha256: string; readonly der: Uint8Array }[],
  atMs: number,
): Observation {
  return {
    schema: observationSchema,
    source: 'file',
    host,
    port,
    starttls,
    address: '',
    family: 0,
    sni,
    keyType: 'any',
    atMs,
    outcome: {
      state: 'served',
      protocol: '',
      cipher: '',
      chain,
      leafIndex: 0,
      chainSha256: '',
      alpn: '',
      staple: { present: false },
      sctCount: 0,
    },
    problems: [],
  }
}
