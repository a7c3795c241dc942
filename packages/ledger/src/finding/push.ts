/** Taking in what a scan found: all of it or nothing, and the same scan only once. */
import { hash } from 'node:crypto'
import type { ScanTotals, UnseenRecord } from '@foreseen/facts'
import { insertMany } from '../engine/bulk.ts'
import type { NewRow } from '../engine/schema.ts'
import { canonicalJson } from '../events/canonical.ts'
import { type By, type Change, type Core, demand } from '../events/change.ts'
import { indexObjects } from './index-objects.ts'
import {
  addBodies,
  ensureObjects,
  foundContent,
  identityOf,
  type ObjectContent,
  type PushedFinding,
} from './object.ts'
import { storeReach } from './reach.ts'
import { detailOf, lineOf, occurrenceRow } from './record.ts'

/** What one scan of one release found. */
export interface PushedScan {
  readonly release: string
  /** SHA-256 of what was scanned, lower-case hex, or '' for a folder. */
  readonly artefactSha256: string
  /** Name and version of the program that scanned. */
  readonly program: string
  readonly atMs: number
  readonly totals: ScanTotals
  readonly findings: readonly PushedFinding[]
  readonly unseen: readonly UnseenRecord[]
}

export interface PushedOutcome {
  readonly scan: string
  /** `false` when the very same had been pushed for this release before, with all the bytes that came now. */
  readonly changed: boolean
  readonly occurrences: number
}

const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** Records hashed between two pauses. */
const chunkRecords = 2000

/** A scan made ready before the change begins, since a change may be tried several times. */
interface Prepared {
  readonly scan: PushedScan
  /**
   * What was found, whatever the order and the time: SHA-256 over the artefact's digest and the sorted digests
   * of all records. A newer program that finds the same has found the same.
   */
  readonly digest: string
  readonly identities: readonly string[]
  readonly details: readonly string[]
}

const unseenLine = ({ path, reason, code, detail, offset }: UnseenRecord): string =>
  canonicalJson(['unseen', path, reason, code, detail, offset])

async function prepare(scan: PushedScan): Promise<Prepared> {
  const { artefactSha256, findings, unseen } = scan
  const digests = unseen.map(record => hash('sha256', unseenLine(record)))
  const identities: string[] = []
  const details: string[] = []
  for (const { record } of findings) {
    const detail = detailOf(record)
    details.push(detail)
    identities.push(identityOf(record, artefactSha256))
    digests.push(hash('sha256', lineOf(record, detail)))
    if (details.length % chunkRecords === 0) await pause()
  }
  const digest = hash('sha256', [artefactSha256, ...digests.sort()].join('\n'))
  return { scan, digest, identities, details }
}

async function storeScan(
  change: Change,
  scan: PushedScan,
  digest: string,
): Promise<{ id: string; seq: number }> {
  const id = change.id('sca')
  const { seq } = await change.rows
    .insertInto('scans')
    .values({
      id,
      release: scan.release,
      artefact_sha256: scan.artefactSha256,
      program: scan.program,
      digest,
      at_ms: scan.atMs,
      totals: JSON.stringify(scan.totals),
      findings: scan.findings.length,
      unseen: scan.unseen.length,
      created_ms: change.nowMs,
    })
    .returning('seq')
    .executeTakeFirstOrThrow()
  return { id, seq }
}

/** Content by identity; of several findings of one object, one that brings its bytes. */
function contentsOf({ scan: { findings }, identities }: Prepared): Map<string, () => ObjectContent> {
  const distinct = new Map<string, PushedFinding>()
  findings.forEach((finding, index) => {
    const identity = identities[index] ?? ''
    const known = distinct.get(identity)
    if (known === undefined || (known.body === undefined && finding.body !== undefined))
      distinct.set(identity, finding)
  })
  return new Map([...distinct].map(([identity, finding]) => [identity, () => foundContent(finding)]))
}

async function storeOccurrences({ rows, engine }: Change, seq: number, prepared: Prepared): Promise<void> {
  const { scan, identities, details } = prepared
  const objects = await ensureObjects(rows, engine, contentsOf(prepared))
  const occurrences = scan.findings.map(({ record }, ordinal): NewRow<'occurrences'> => {
    const object = demand(objects.get(identities[ordinal] ?? ''), 'object', identities[ordinal] ?? '')
    return occurrenceRow(record, seq, ordinal, object, details[ordinal] ?? '')
  })
  await insertMany(rows, 'occurrences', occurrences)
  await storeReach(rows, scan.release, seq, occurrences)
}

/** A scan that is there already may have come without the bytes of what it found. */
async function storeBodies(change: Change, by: By, id: string, prepared: Prepared): Promise<boolean> {
  const { scan } = prepared
  if (!scan.findings.some(({ body }) => body !== undefined)) return false
  const objects = await addBodies(change.rows, change.engine, contentsOf(prepared))
  if (objects === 0) return false
  change.record({ ...by, kind: 'scan.bytes-pushed', subject: id, body: { release: scan.release, objects } })
  return true
}

const unseenRow = (record: UnseenRecord, scan: number, ordinal: number): NewRow<'unseen'> => {
  const { path, reason, code, detail, offset } = record
  return { scan, ordinal, path, reason, code, detail, place: offset }
}

async function store(change: Change, by: By, prepared: Prepared): Promise<PushedOutcome> {
  const { scan, digest } = prepared
  const { release, artefactSha256, findings, unseen } = scan
  const known = await change.rows
    .selectFrom('scans')
    .select('id')
    .where('release', '=', release)
    .where('digest', '=', digest)
    .executeTakeFirst()
  if (known !== undefined) {
    const changed = await storeBodies(change, by, known.id, prepared)
    return { scan: known.id, changed, occurrences: findings.length }
  }
  const { id, seq } = await storeScan(change, scan, digest)
  await storeOccurrences(change, seq, prepared)
  await insertMany(
    change.rows,
    'unseen',
    unseen.map((record, ordinal) => unseenRow(record, seq, ordinal)),
  )
  const counts = { findings: findings.length, unseen: unseen.length }
  change.record({
    ...by,
    kind: 'scan.pushed',
    subject: id,
    body: { release, artefactSha256, digest, ...counts },
  })
  return { scan: id, changed: true, occurrences: findings.length }
}

/**
 * Takes a scan in. Pushing the same again changes nothing and answers the scan that is there. Codes:
 * `ledger-refers-to-nothing` for an unknown release, `ledger-unstorable`, `ledger-*`.
 */
export async function pushScan(core: Core, by: By, scan: PushedScan): Promise<PushedOutcome> {
  const prepared = await prepare(scan)
  const outcome = await core.transact(change => store(change, by, prepared))
  await indexObjects(core)
  return outcome
}
