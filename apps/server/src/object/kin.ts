import { createHash } from 'node:crypto'
import type { ShownFamily, ShownRelative } from '@foreseen/facts'
import type { Ledger, ObjectReach, StoredObjectWhole } from '@foreseen/ledger'
import { certificateFacts, commonName, parseCertificate } from '@foreseen/x509'
import { nodeCrypto } from '@foreseen/x509/node'
import { type Static, Type } from 'typebox'
import { MaybeTime } from '../http/shapes.ts'
import { decideRelations, type Kin, nearest } from './family.ts'
import { dateText } from './shape.ts'

const closed = { additionalProperties: false }

export const familyShape = Type.Object(
  {
    relatives: Type.Array(
      Type.Object(
        {
          object: Type.Integer(),
          type: Type.String(),
          name: Type.String(),
          notBefore: MaybeTime,
          notAfter: MaybeTime,
          found: Type.Boolean(),
          served: Type.Boolean(),
        },
        closed,
      ),
      { description: 'The object itself first, then the nearest' },
    ),
    relations: Type.Array(
      Type.Object(
        {
          from: Type.Integer(),
          to: Type.Integer(),
          relation: Type.Enum(['issued', 'renewed-by', 'cross-signed', 'same-key', 'pinned-by']),
        },
        closed,
      ),
    ),
    omitted: Type.Integer({ minimum: 0 }),
  },
  closed,
)

/** Relatives that a graph can show, itself among them. */
const mostRelatives = 60
/** Newest ones that are looked at of each sort. */
const mostKin = 60

const digestsOf = (bytes: Uint8Array): string[] =>
  ['sha256', 'sha1', 'md5'].map(algorithm => createHash(algorithm).update(bytes).digest('hex'))

const parsedOf = ({ type, body }: StoredObjectWhole) => {
  const parsed = type === 'certificate' && body !== null ? parseCertificate(body) : undefined
  return parsed?.ok === true ? parsed.value : undefined
}

/** Everything that a pin may be a digest of. */
function pinnedDigests(row: StoredObjectWhole): readonly string[] {
  const certificate = parsedOf(row)
  if (certificate !== undefined && row.body !== null)
    return [...digestsOf(row.body), ...digestsOf(certificate.publicKey.der)]
  if (row.type === 'public-key' && row.body !== null) return digestsOf(row.body)
  return [row.sha256, row.spki_sha256].filter(digest => digest !== null)
}

function kinOf(row: StoredObjectWhole): Kin {
  const parsed = parsedOf(row)
  return {
    id: row.id,
    type: row.type,
    subject: row.subject ?? '',
    sha256: row.sha256 ?? undefined,
    spkiSha256: row.spki_sha256 ?? undefined,
    digest: row.digest ?? undefined,
    digests: row.type === 'pin' ? [] : pinnedDigests(row),
    notBeforeMs: row.not_before_ms ?? 0,
    notAfterMs: row.not_after_ms ?? 0,
    certificate: parsed === undefined ? undefined : { parsed, facts: certificateFacts(parsed) },
  }
}

function nameOf(row: StoredObjectWhole): string {
  const parsed = parsedOf(row)
  const [host] = parsed === undefined ? [] : certificateFacts(parsed).dnsNames
  const common = parsed === undefined ? '' : commonName(parsed.subject)
  const said = [common, host, row.subject, row.digest, row.spki_sha256, row.sha256]
  return said.find(name => name !== undefined && name !== null && name !== '') ?? row.type
}

const relativeText = (row: StoredObjectWhole, { releases, endpoints }: ObjectReach): ShownRelative => ({
  object: row.id,
  type: row.type,
  name: nameOf(row),
  notBefore: dateText(row.not_before_ms),
  notAfter: dateText(row.not_after_ms),
  found: releases > 0,
  served: endpoints > 0,
})

/** The family of an object as a graph of at most 60. */
export async function familyText(
  { findings }: Ledger,
  organisation: string,
  head: StoredObjectWhole,
): Promise<Static<typeof familyShape> & ShownFamily> {
  const rows = await findings.kinOf(organisation, head, { most: mostKin, digestsOf: pinnedDigests })
  const relations = decideRelations(rows.map(kinOf), nodeCrypto)
  const related = nearest(head.id, relations)
  const kept = new Set(related.slice(0, mostRelatives))
  const reach = await findings.reachOf([...kept])
  const byId = new Map(rows.map(row => [row.id, row]))
  return {
    relatives: [...kept].flatMap(id => {
      const row = byId.get(id)
      return row === undefined ? [] : [relativeText(row, reach(id))]
    }),
    relations: relations.filter(({ from, to }) => kept.has(from) && kept.has(to)).map(one => ({ ...one })),
    omitted: related.length - kept.size,
  }
}
