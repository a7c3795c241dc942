/** Objects by content: one certificate in a thousand releases is one row. */
import { createHash } from 'node:crypto'
import { certificateTextOf, type FindingRecord, type ServedCertificate } from '@foreseen/facts'
import { sql } from 'kysely'
import { insertMany } from '../engine/bulk.ts'
import type { EngineName } from '../engine/engine.ts'
import { LedgerFailure } from '../engine/failure.ts'
import type { Changes, NewRow } from '../engine/schema.ts'
import { canonicalJson } from '../events/canonical.ts'

/** A finding with the public bytes behind it: DER of a certificate, request or list, or a SubjectPublicKeyInfo. */
export interface PushedFinding {
  readonly record: FindingRecord
  readonly body?: Uint8Array
}

/** An object without its number and identity. */
export type ObjectContent = Omit<NewRow<'objects'>, 'id' | 'identity' | 'body' | 'kind' | 'position'> & {
  readonly body: Uint8Array | null
  readonly kind: string | null
  readonly position: string | null
}

type Searched = Pick<FindingRecord, 'subject' | 'issuer' | 'sha256' | 'spkiSha256' | 'label'> & {
  readonly digest?: string | undefined
}

/** Names asked for in one statement. */
const chunkNames = 2000

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** What makes two findings the same object; those without a digest of their own are told by their place. */
export function identityOf(record: FindingRecord, artefactSha256: string): string {
  const { type } = record
  if (record.sha256 !== null) return `${type}:${record.sha256}`
  if (record.spkiSha256 !== null) return `${type}:${record.spkiSha256}`
  if (record.digest !== undefined) return `${type}:${record.digestAlgorithm ?? ''}:${record.digest}`
  const { path, offset, length } = record
  return `${type}:at:${sha256(canonicalJson([artefactSha256, path, offset, length]))}`
}

/** What is searched: subject first, so that its beginning is indexed; then everything with digits. */
function searchText({ subject, issuer, sha256, spkiSha256, digest, label }: Searched): string {
  const parts = [subject, sha256, spkiSha256, digest, issuer === subject ? null : issuer, label]
  return parts
    .filter(part => part !== null && part !== undefined && part !== '')
    .join('\n')
    .toLowerCase()
}

const msOf = (iso: string | null): number | null => {
  const ms = iso === null ? Number.NaN : Date.parse(iso)
  return Number.isSafeInteger(ms) ? ms : null
}

/** Only public bytes are kept, and only those that are what they are called. Code: `ledger-unstorable`. */
function checkedBody({ record, body }: PushedFinding): Uint8Array | null {
  if (body === undefined) return null
  const expected = record.type === 'public-key' ? record.spkiSha256 : record.sha256
  if (expected === null || record.type === 'private-key')
    throw new LedgerFailure('ledger-unstorable', `a ${record.type} is kept without its bytes`)
  if (sha256(body) !== expected)
    throw new LedgerFailure('ledger-unstorable', `the bytes of ${record.path} are not those of ${expected}`)
  return body
}

/** The content of an object that a scan found. Code: `ledger-unstorable`. */
export function foundContent(finding: PushedFinding): ObjectContent {
  const { record } = finding
  return {
    type: record.type,
    kind: record.kind,
    sha256: record.sha256,
    spki_sha256: record.spkiSha256,
    digest_algorithm: record.digestAlgorithm ?? null,
    digest: record.digest ?? null,
    subject: record.subject,
    issuer: record.issuer,
    serial: record.serial,
    key_text: record.key,
    not_before_ms: msOf(record.notBefore),
    not_after_ms: msOf(record.notAfter),
    position: record.position,
    body: checkedBody(finding),
    search: searchText(record),
  }
}

/** The content of a certificate that an endpoint served; a scan that finds it later says of what kind it is. */
export function servedContent({ sha256, spkiSha256, der }: ServedCertificate): ObjectContent {
  const text = certificateTextOf(der)
  const [subject, issuer] = [text?.subject ?? null, text?.issuer ?? null]
  return {
    type: 'certificate',
    kind: null,
    sha256,
    spki_sha256: spkiSha256 === '' ? null : spkiSha256,
    digest_algorithm: null,
    digest: null,
    subject,
    issuer,
    serial: text?.serial ?? null,
    key_text: text?.key ?? null,
    not_before_ms: text?.notBeforeMs ?? null,
    not_after_ms: text?.notAfterMs ?? null,
    position: null,
    body: der,
    search: searchText({ subject, issuer, sha256, spkiSha256, digest: undefined, label: null }),
  }
}

interface Known {
  readonly id: number
  readonly bodied: boolean
  readonly kind: string | null
}

interface KnownRow {
  readonly id: number
  readonly identity: string
  readonly kind: string | null
  readonly bodied: number
}

/** A list as one parameter of JSON, so that the statement is the same for every length and prepared once. */
const listed = {
  sqlite: (list: string) => sql`select value from json_each(${list})`,
  postgresql: (list: string) => sql`select json_array_elements_text(${list}::json)`,
} as const

async function readKnown(
  changes: Changes,
  engine: EngineName,
  identities: readonly string[],
): Promise<Map<string, Known>> {
  const known = new Map<string, Known>()
  for (let from = 0; from < identities.length; from += chunkNames) {
    const list = JSON.stringify(identities.slice(from, from + chunkNames))
    const { rows } = await sql<KnownRow>`
      select id, identity, kind, case when body is null then 0 else 1 end as bodied
      from objects where identity in (${listed[engine](list)})`.execute(changes)
    for (const { id, identity, bodied, kind } of rows) known.set(identity, { id, bodied: bodied === 1, kind })
  }
  return known
}

/** What an endpoint served before a scan met it gets its kind, and what came without bytes gets them. */
async function complete(
  changes: Changes,
  { id, bodied, kind }: Known,
  content: ObjectContent,
): Promise<void> {
  const body = bodied ? null : content.body
  const named = kind === null && content.kind !== null
  if (body === null && !named) return
  const set = {
    ...(body === null ? {} : { body }),
    ...(named ? { kind: content.kind, position: content.position } : {}),
  }
  await changes.updateTable('objects').set(set).where('id', '=', id).execute()
}

/** Gives bytes to objects that came without; how many got them. Code: `ledger-unstorable`. */
export async function addBodies(
  changes: Changes,
  engine: EngineName,
  contents: ReadonlyMap<string, () => ObjectContent>,
): Promise<number> {
  let added = 0
  for (const [identity, there] of await readKnown(changes, engine, [...contents.keys()].sort())) {
    const content = there.bodied ? undefined : contents.get(identity)?.()
    if (content === undefined || content.body === null) continue
    await complete(changes, there, content)
    added++
  }
  return added
}

/**
 * Numbers of the objects by identity; those not met before are added. Content is asked for only where it is
 * needed. Code: `ledger-unstorable`.
 */
export async function ensureObjects(
  changes: Changes,
  engine: EngineName,
  contents: ReadonlyMap<string, () => ObjectContent>,
): Promise<ReadonlyMap<string, number>> {
  // In one order for everybody, so that two pushes at once do not wait for each other in a circle.
  const identities = [...contents.keys()].sort()
  const known = await readKnown(changes, engine, identities)
  const fresh: NewRow<'objects'>[] = []
  for (const identity of identities) {
    const content = contents.get(identity)
    const there = known.get(identity)
    if (content === undefined) continue
    if (there === undefined) fresh.push({ identity, ...content() })
    else if (!there.bodied || there.kind === null) await complete(changes, there, content())
  }
  await insertMany(changes, 'objects', fresh, { ignoring: true })
  const added = await readKnown(
    changes,
    engine,
    fresh.map(({ identity }) => identity),
  )
  return new Map([...known, ...added].map(([identity, { id }]) => [identity, id]))
}
