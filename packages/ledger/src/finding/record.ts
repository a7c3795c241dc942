/** Findings as rows, and rows as the records that they were; nothing of a record is lost. */
import { type FindingRecord, findingsSchema, isoTime, type UnseenRecord } from '@foreseen/facts'
import type { NewRow, Row } from '../engine/schema.ts'
import { canonicalJson, type Json } from '../events/canonical.ts'

/** Everything of an occurrence but the object and its own columns, which few records have. */
export function detailOf(record: FindingRecord): string {
  const { within, label, hosts, resolvedTo } = record
  const { format, encrypted, sealing, form, target, expires, entries, what, detail } = record
  const rest: Record<string, Json | undefined> = {}
  if (within !== null) rest.within = within
  if (label !== null) rest.label = label
  if (hosts.length > 0) rest.hosts = hosts
  if (resolvedTo.length > 0) rest.resolvedTo = resolvedTo.map(found => ({ ...found }))
  if (entries !== undefined) rest.entries = entries.map(entry => ({ ...entry }))
  Object.assign(rest, { format, encrypted, sealing, form, target, expires, what, detail })
  const text = canonicalJson(rest)
  return text === '{}' ? '' : text
}

/** The whole of a record in one text: what makes two records the same. */
export function lineOf(record: FindingRecord, detail: string): string {
  const { type, kind, level, sha256, spkiSha256, digestAlgorithm, digest, subject, issuer, serial, key } =
    record
  const { notBefore, notAfter, position, path, offset, length, line, section, symbol } = record
  const object = [
    type,
    sha256,
    spkiSha256,
    digestAlgorithm,
    digest,
    subject,
    issuer,
    serial,
    key,
    notBefore,
    notAfter,
  ]
  const place = [kind, level, position, path, offset, length, line, section, symbol]
  return JSON.stringify([object, place, record.encoding, record.detector, detail])
}

/** The row of one occurrence. */
export function occurrenceRow(
  record: FindingRecord,
  scan: number,
  ordinal: number,
  object: number,
  detail: string,
): NewRow<'occurrences'> {
  return {
    scan,
    ordinal,
    object,
    kind: record.kind,
    level: record.level,
    position: record.position,
    path: record.path,
    place: record.offset,
    length: record.length,
    line: record.line,
    section: record.section,
    symbol: record.symbol,
    encoding: record.encoding,
    detector: record.detector,
    detail,
  }
}

const isoOf = (ms: number | null): string | null => (ms === null ? null : isoTime(ms))

type ObjectPart = Omit<Row<'objects'>, 'body' | 'kind' | 'position' | 'search' | 'identity' | 'id'>

/** An occurrence with its object. */
export type OccurrenceRow = Row<'occurrences'> & ObjectPart

/** Members of records that no column holds; written by `detailOf`, so of the shape of records. */
type Rest = Partial<FindingRecord>

/** The record that was pushed. Written by this program and immutable, so read back without checks. */
export function recordOf(row: OccurrenceRow): FindingRecord {
  const rest: Rest = row.detail === '' ? {} : JSON.parse(row.detail)
  const record: FindingRecord = {
    schema: findingsSchema,
    type: row.type as FindingRecord['type'],
    kind: row.kind as FindingRecord['kind'],
    level: row.level as FindingRecord['level'],
    sha256: row.sha256,
    spkiSha256: row.spki_sha256,
    subject: row.subject,
    issuer: row.issuer,
    serial: row.serial,
    key: row.key_text,
    notBefore: isoOf(row.not_before_ms),
    notAfter: isoOf(row.not_after_ms),
    position: row.position as FindingRecord['position'],
    path: row.path,
    offset: row.place,
    length: row.length,
    line: row.line,
    section: row.section,
    symbol: row.symbol,
    encoding: row.encoding,
    detector: row.detector,
    within: null,
    label: null,
    hosts: [],
    resolvedTo: [],
    ...rest,
  }
  if (row.digest === null) return record
  const algorithm = row.digest_algorithm === null ? {} : { digestAlgorithm: row.digest_algorithm }
  return { ...record, digest: row.digest, ...algorithm }
}

/** The record of something that was not looked at. */
export const unseenOf = (row: Row<'unseen'>): UnseenRecord => ({
  schema: findingsSchema,
  type: 'unseen',
  reason: row.reason as UnseenRecord['reason'],
  code: row.code,
  detail: row.detail,
  path: row.path,
  offset: row.place,
})
