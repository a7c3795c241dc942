import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { type Bundle, type FindingRecord, isoTime, kinds, type Level } from '@foreseen/facts'
import { levelOf, type Survey, surveyRecords } from '../survey.ts'
import { type SarifLevel, type SarifResult, type SarifRule, sarifLocation, sarifLog } from './sarif-log.ts'

const levelNames: Readonly<Record<Level, SarifLevel>> = {
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
}
const levelOrder: readonly SarifLevel[] = ['error', 'warning', 'note']

/** Readers of SARIF show at most a hundred places of one result; the rest would only weigh. */
const maxLocations = 100

/** `hardwired-leaf` as `HardwiredLeaf`. */
const ruleName = (id: string): string =>
  id.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())

const rules: readonly SarifRule[] = kinds.map(kind => ({
  id: kind.id,
  name: ruleName(kind.id),
  shortDescription: { text: `${kind.title}.` },
  fullDescription: { text: `${kind.title}. ${kind.breaks}` },
  help: {
    text: `${kind.breaks} "foreseen kinds ${kind.id}" explains it.`,
    markdown: `${kind.breaks}\n\n\`foreseen kinds ${kind.id}\` explains it.`,
  },
  defaultConfiguration: { level: levelNames[kind.level] },
}))

/** What it is, whatever its place: digest of DER, of SPKI, of a pin; else what is known of it. */
function objectId(record: FindingRecord): string {
  return [
    record.type,
    record.sha256 ??
      record.spkiSha256 ??
      record.digest ??
      `${record.format ?? ''}${record.what ?? ''}${record.label ?? ''}`,
  ].join(':')
}

function subject(record: FindingRecord): string {
  const resolved = record.resolvedTo[0]?.subject
  const what =
    record.subject ?? resolved ?? record.digest ?? record.what ?? record.key ?? record.label ?? record.sha256
  return what === undefined || what === null || what === '' ? '' : `: ${what}`
}

/** The path below the folder that was scanned: it stays when the folder is moved. */
function pathBelow(roots: readonly string[], path: string): string {
  const root = roots
    .map(given => given.replace(/\/+$/, ''))
    .filter(given => path === given || path.startsWith(`${given}/`) || path.startsWith(`${given}!`))
    .sort((a, b) => b.length - a.length)[0]
  if (root === undefined) return path
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : basename(root) + path.slice(root.length)
}

/** Of what it is and where, not of the offset: it stays when the file around it changes. */
function fingerprint(id: string, path: string): Readonly<Record<string, string>> {
  return { 'foreseenObjectPath/v1': createHash('sha256').update(`${id}\n${path}`).digest('hex') }
}

function resultOf(
  records: readonly [FindingRecord, ...FindingRecord[]],
  id: string,
  roots: readonly string[],
): SarifResult {
  const [record] = records
  const ruleIndex = kinds.findIndex(kind => kind.id === record.kind)
  const kind = kinds[ruleIndex]
  const ends = record.notAfter === null ? '' : ` It ends on ${record.notAfter.slice(0, 10)}.`
  const { sha256, spkiSha256, notBefore, notAfter, position, encoding } = record
  return {
    ruleId: record.kind,
    ruleIndex,
    level: levelNames[record.level],
    message: {
      text: `${kind?.title ?? record.kind}${subject(record)}, in ${record.path}. ${kind?.breaks ?? ''}${ends}`,
    },
    locations: records.slice(0, maxLocations).map(item =>
      sarifLocation({
        path: item.path,
        offset: item.offset,
        lengthBytes: item.length,
        ...(item.line === null ? {} : { line: item.line }),
        ...(item.section === null ? {} : { section: item.section }),
        ...(item.symbol === null ? {} : { symbol: item.symbol }),
      }),
    ),
    partialFingerprints: fingerprint(id, pathBelow(roots, record.path)),
    suppressions: [],
    properties: { sha256, spkiSha256, notBefore, notAfter, position, encoding },
  }
}

/** One result for each object and path, whatever the number of offsets in it. */
function groupRecords(survey: Survey): Map<string, [FindingRecord, ...FindingRecord[]]> {
  const groups = new Map<string, [FindingRecord, ...FindingRecord[]]>()
  for (const record of surveyRecords(survey)) {
    if (record.kind === 'public-bundle') continue
    const key = `${objectId(record)}\n${record.kind}\n${record.path}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [record])
    else group.push(record)
  }
  return groups
}

/** A bundle is one result, not one for each of its roots. */
function bundleResult(bundle: Bundle, roots: readonly string[]): SarifResult {
  const ruleIndex = kinds.findIndex(kind => kind.id === bundle.kind)
  const kind = kinds[ruleIndex]
  const newest = isoTime(bundle.newest.certificate.notBeforeMs)?.slice(0, 10) ?? 'an unreadable day'
  const counts = `${bundle.count} roots, ${bundle.expired.length} of them expired, the newest of ${newest}`
  const { artifactLocation } = sarifLocation({
    path: bundle.path,
    offset: 0,
    lengthBytes: 0,
  }).physicalLocation
  return {
    ruleId: bundle.kind,
    ruleIndex,
    level: levelNames[levelOf(bundle.kind)],
    message: { text: `${kind?.title ?? ''}: ${counts}, in ${bundle.path}. ${kind?.breaks ?? ''}` },
    locations: [{ physicalLocation: { artifactLocation }, properties: { path: bundle.path } }],
    partialFingerprints: fingerprint('public-bundle', pathBelow(roots, bundle.path)),
    suppressions: [],
    properties: { count: bundle.count, expired: bundle.expired.length, sha256: bundle.sha256 },
  }
}

/** SARIF 2.1.0 of what was found below `roots`: the gravest results first, because readers show only so many. */
export function* scanSarif(survey: Survey, roots: readonly string[]): Generator<string> {
  const single = [...groupRecords(survey).values()].map(records =>
    resultOf(records, objectId(records[0]), roots),
  )
  const bundles = survey.inventory.bundles.map(bundle => bundleResult(bundle, roots))
  const results = [...single, ...bundles].sort(
    (a, b) => levelOrder.indexOf(a.level) - levelOrder.indexOf(b.level),
  )
  yield* sarifLog({ rules, results, unseen: survey.unseen, failures: [], atMs: survey.atMs })
}
