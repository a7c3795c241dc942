/** Findings and looks of a fixture as the server would send them, for tests of what a page makes of them. */
import {
  type Finding,
  findingRecord,
  isoTime,
  type Observation,
  type ShownAssumptions,
  type ShownForecastInputs,
  type ShownInputLook,
} from '@foreseen/facts'
import { base64, type Certificate, hex, parseCertificate, verifyIssued } from '@foreseen/x509'
import { nodeCrypto } from '@foreseen/x509/node'

const sha256 = (bytes: Uint8Array): string => hex(nodeCrypto.digest('sha256', bytes))

const nothingSaid: ShownAssumptions = {
  keyPolicy: null,
  renewal: null,
  leadDays: null,
  thirdParty: false,
  provenKeys: [],
}

export interface FixtureRelease {
  readonly id: string
  readonly name: string
  readonly path: string
  readonly findings: readonly Finding[]
}

export interface FixtureEndpoint {
  readonly id: string
  readonly name: string
  readonly observations: readonly Observation[]
  readonly assumptions?: Partial<ShownAssumptions>
}

export interface Fixture {
  readonly releases: readonly FixtureRelease[]
  readonly endpoints: readonly FixtureEndpoint[]
  readonly known?: readonly Uint8Array[]
  readonly nowMs: number
  readonly horizonMs: number
}

function lookOf({ source, address, sni, keyType, atMs, outcome }: Observation): ShownInputLook {
  const base = { source, address, sni, keyType, at: isoTime(atMs) ?? '' }
  if (outcome.state === 'failed')
    return {
      ...base,
      state: 'failed',
      chain: [],
      leafIndex: 0,
      code: outcome.code,
      detail: outcome.detail,
    }
  const chain = outcome.chain.map(({ sha256, spkiSha256 }) => ({ sha256, spkiSha256 }))
  return { ...base, state: 'served', chain, leafIndex: outcome.leafIndex, code: '', detail: '' }
}

const recordOf = (finding: Finding) =>
  findingRecord(finding, {
    kind: 'partial',
    level: 'info',
    position: undefined,
    resolvedTo: [],
    certificate: undefined,
  })

/** Every signature that one certificate may have of another, by name. */
function signaturesOf(certificates: readonly Certificate[]): ShownForecastInputs['signatures'] {
  const asked = new Map<string, boolean>()
  for (const child of certificates) {
    for (const issuer of certificates) {
      if (hex(child.issuer.der) !== hex(issuer.subject.der)) continue
      const parts = [child.signatureAlgorithm.der, issuer.publicKey.der, child.tbs, child.signature]
      const lengths = new Uint8Array(new Uint32Array(parts.map(part => part.length)).buffer)
      const id = sha256(new Uint8Array(Buffer.concat([lengths, ...parts])))
      asked.set(id, verifyIssued(child, issuer, nodeCrypto) === 'valid')
    }
  }
  return [...asked].map(([id, valid]) => ({ id, valid }))
}

/** All releases of the fixture with all its endpoints. */
export function inputsOf({
  releases,
  endpoints,
  known = [],
  nowMs,
  horizonMs,
}: Fixture): ShownForecastInputs {
  const bytes: Record<string, string> = {}
  const ders = new Map<string, Uint8Array>()
  const keep = (der: Uint8Array): void => {
    bytes[sha256(der)] = base64(der)
    ders.set(sha256(der), der)
  }
  for (const finding of releases.flatMap(release => release.findings)) {
    if (finding.type === 'certificate') keep(finding.der)
    if (finding.type === 'public-key') bytes[finding.spkiSha256] = base64(finding.spki)
  }
  for (const { outcome } of endpoints.flatMap(endpoint => endpoint.observations))
    if (outcome.state === 'served') for (const link of outcome.chain) keep(link.der)
  known.forEach(keep)
  const certificates = [...ders.values()].flatMap(der => {
    const parsed = parseCertificate(der)
    return parsed.ok ? [parsed.value] : []
  })
  return {
    forecast: 'for_1',
    at: isoTime(nowMs) ?? '',
    horizon: isoTime(horizonMs) ?? '',
    pairs: endpoints.flatMap((endpoint, column) =>
      releases.map((release, row) => ({
        release: release.id,
        endpoint: endpoint.id,
        ordinal: column * releases.length + row,
      })),
    ),
    releases: releases.map(({ findings, ...release }) => ({
      ...release,
      findings: findings.map(recordOf),
      unseen: [],
    })),
    endpoints: endpoints.map(({ id, name, observations, assumptions }) => ({
      id,
      name,
      host: observations[0]?.host ?? '',
      port: observations[0]?.port ?? 443,
      starttls: '',
      looks: observations.map(lookOf),
      assumptions: { ...nothingSaid, ...assumptions },
    })),
    known: known.map(sha256),
    bytes,
    signatures: signaturesOf(certificates),
  }
}
