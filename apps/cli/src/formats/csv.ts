import { type FindingRecord, type UnseenRecord, unseenRecord } from '@foreseen/facts'
import { type Survey, surveyRecords } from '../survey.ts'

const columns = [
  'type',
  'kind',
  'level',
  'sha256',
  'spkiSha256',
  'subject',
  'issuer',
  'notBefore',
  'notAfter',
  'position',
  'key',
  'path',
  'offset',
  'line',
  'section',
  'symbol',
  'encoding',
  'within',
  'label',
  'hosts',
  'resolvedTo',
  'detail',
] as const

/**
 * A field as RFC 4180 writes it. Spreadsheets run what begins with `=`, `+`, `-`, `@`, tab or carriage return as a
 * formula (OWASP CSV injection): an apostrophe in front makes it text.
 */
export function csvField(text: string): string {
  const safe = /^[=+\-@\t\r\n|%]/.test(text) && !/^-?[0-9.]+$/.test(text) ? `'${text}` : text
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function detailOf(record: FindingRecord): string {
  if (record.digest !== undefined)
    return `${record.form ?? ''} ${record.digestAlgorithm ?? ''} ${record.digest}`
  const words = [record.format, record.what, record.sealing, record.detail]
  return words.filter(word => word !== undefined && word !== '').join(' ')
}

function row(fields: Readonly<Partial<Record<(typeof columns)[number], string | number | null>>>): string {
  return `${columns.map(name => csvField(String(fields[name] ?? ''))).join(',')}\r\n`
}

function findingRow(record: FindingRecord): string {
  const resolvedTo = record.resolvedTo.map(target => target.subject || target.spkiSha256).join(' ')
  return row({ ...record, hosts: record.hosts.join(' '), resolvedTo, detail: detailOf(record) })
}

function unseenRow({ type, path, offset, code, detail }: UnseenRecord): string {
  return row({ type, kind: code, path, offset, detail })
}

/** RFC 4180 with a header: one line for each occurrence, then one for each thing that could not be looked at. */
export function* csvLines(survey: Survey): Generator<string> {
  yield `${columns.join(',')}\r\n`
  for (const record of surveyRecords(survey)) yield findingRow(record)
  for (const unseen of survey.unseen) yield unseenRow(unseenRecord(unseen))
}
