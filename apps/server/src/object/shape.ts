import {
  formatEndpoint,
  type ShownCertificate,
  type ShownObject,
  type ShownObjectWhole,
  type ShownOccurrence,
} from '@foreseen/facts'
import type { Ledger, ObjectReach, StoredObject, StoredObjectWhole, StoredOccurrence } from '@foreseen/ledger'
import { certificateFacts, keyPurposeName, parseCertificate } from '@foreseen/x509'
import { type Static, Type } from 'typebox'
import { Id, MaybeTime, maybeTime, Name } from '../http/shapes.ts'
import { releaseName } from '../release/name.ts'
import { findingShape } from '../scan/record.ts'

const closed = { additionalProperties: false }
const maybe = Type.Union([Type.String(), Type.Null()])

const fields = {
  id: Type.Integer(),
  type: Type.String(),
  kind: maybe,
  sha256: maybe,
  spkiSha256: maybe,
  digestAlgorithm: maybe,
  digest: maybe,
  subject: maybe,
  issuer: maybe,
  serial: maybe,
  key: maybe,
  notBefore: MaybeTime,
  notAfter: MaybeTime,
  position: maybe,
  releases: Type.Integer({ description: 'How many releases hold it, by all their scans' }),
  endpoints: Type.Integer({ description: 'How many endpoints ever served it' }),
}

export const objectShape = Type.Object(fields, closed)

const texts = Type.Array(Type.String())
const certificateShape = Type.Object(
  {
    dnsNames: texts,
    ipAddresses: texts,
    isAuthority: Type.Boolean(),
    keyUsage: texts,
    extendedKeyUsage: texts,
    signatureAlgorithm: Type.String(),
    subjectKeyId: maybe,
    authorityKeyId: maybe,
    pem: Type.String(),
  },
  closed,
)

export const objectWholeShape = Type.Object(
  {
    ...fields,
    certificate: Type.Union([certificateShape, Type.Null()]),
    inReleases: Type.Array(Name, { description: 'Newest first, at most 500' }),
    atEndpoints: Type.Array(
      Type.Object({ id: Type.String(), name: Type.String(), now: Type.Boolean() }, closed),
      { description: 'By host, at most 500' },
    ),
  },
  closed,
)

export const occurrenceShape = Type.Object(
  { object: Type.Integer(), release: Name, scan: Id('sca'), record: findingShape },
  closed,
)

/** Certificates may end beyond what ISO 8601 has years for. */
export const dateText = (ms: number | null): string | null =>
  maybeTime(ms === null || Math.abs(ms) > 8.64e15 ? undefined : ms)

export const objectText = (
  row: StoredObject,
  { releases, endpoints }: ObjectReach,
): Static<typeof objectShape> & ShownObject => ({
  id: row.id,
  type: row.type,
  kind: row.kind,
  sha256: row.sha256,
  spkiSha256: row.spki_sha256,
  digestAlgorithm: row.digest_algorithm,
  digest: row.digest,
  subject: row.subject,
  issuer: row.issuer,
  serial: row.serial,
  key: row.key_text,
  notBefore: dateText(row.not_before_ms),
  notAfter: dateText(row.not_after_ms),
  position: row.position,
  releases,
  endpoints,
})

/** PEM of a certificate (RFC 7468). */
function pemText(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

function certificateText({
  type,
  body,
}: StoredObjectWhole): (Static<typeof certificateShape> & ShownCertificate) | null {
  const parsed = type === 'certificate' && body !== null ? parseCertificate(body) : undefined
  if (parsed?.ok !== true || body === null) return null
  const facts = certificateFacts(parsed.value)
  return {
    dnsNames: [...facts.dnsNames],
    ipAddresses: [...facts.ipAddresses],
    isAuthority: facts.isCa === true,
    keyUsage: [...(facts.keyUsage ?? [])],
    extendedKeyUsage: (facts.extendedKeyUsage ?? []).map(keyPurposeName),
    signatureAlgorithm: parsed.value.signatureAlgorithm.name,
    subjectKeyId: facts.subjectKeyId ?? null,
    authorityKeyId: facts.authorityKeyId ?? null,
    pem: pemText(body),
  }
}

const mostShown = 500

/** An object with everything known of it. */
export async function objectWholeText(
  { findings }: Ledger,
  organisation: string,
  row: StoredObjectWhole,
): Promise<Static<typeof objectWholeShape> & ShownObjectWhole> {
  const reach = await findings.reachOf([row.id])
  const releases = await findings.holdersOf(organisation, row.id, mostShown)
  const endpoints = await findings.serversOf(organisation, row.id, mostShown)
  return {
    ...objectText(row, reach(row.id)),
    certificate: certificateText(row),
    inReleases: releases.map(({ id, product, version, platform }) => ({
      id,
      name: releaseName(product, version, platform),
    })),
    atEndpoints: endpoints.map(endpoint => ({
      id: endpoint.id,
      name: formatEndpoint(endpoint),
      now: endpoint.now,
    })),
  }
}

export const occurrenceText = ({
  object,
  release,
  named,
  scan,
  record,
}: StoredOccurrence): ShownOccurrence => ({
  object,
  release: { id: release, name: releaseName(named.product, named.version, named.platform) },
  scan,
  record,
})
