import type { FindingRecord, ScanTotals, SummaryRecord, UnseenRecord } from '@foreseen/facts'
import { Refusal } from '../http/refusal.ts'
import { linesOf, type PushLimits } from './lines.ts'
import { takenRecord } from './record.ts'

/** A whole scan, as it was sent. */
export interface SentScan {
  readonly findings: readonly FindingRecord[]
  readonly unseen: readonly UnseenRecord[]
  readonly totals: ScanTotals
  /** When it was made; `undefined` where the sender could not say. */
  readonly atMs: number | undefined
}

/** Lines read between two pauses, so that other requests are answered in between. */
const linesAtOnce = 2000

const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

const wrong = (line: number, detail: string): Refusal =>
  new Refusal('server-invalid', 'A line is no record of foreseen.findings/1.', {
    parts: [{ at: `body/${line}`, detail }],
  })

function parsed(text: string, line: number): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal('server-bad-json', `Line ${line} does not parse as JSON.`)
  }
}

function recordAt(text: string, line: number) {
  const record = takenRecord(parsed(text, line))
  if (typeof record === 'string') throw wrong(line, record)
  return record
}

/**
 * Reads a push as it arrives. The summary must be the last line and agree with what came: a push that was cut off on
 * its way is refused whole. Errors: `server-too-large`, `server-bad-json`, `server-invalid`.
 */
export async function readPush(body: AsyncIterable<Uint8Array>, limits: PushLimits): Promise<SentScan> {
  const findings: FindingRecord[] = []
  const unseen: UnseenRecord[] = []
  let summary: SummaryRecord | undefined
  let line = 0
  for await (const text of linesOf(body, limits)) {
    line++
    if (text.trim() === '') continue
    if (summary !== undefined) throw wrong(line, 'Nothing may follow the summary.')
    const record = recordAt(text, line)
    if (record.type === 'summary') summary = record
    else if (record.type === 'unseen') unseen.push(record)
    else findings.push(record)
    if (line % linesAtOnce === 0) await pause()
  }
  if (summary === undefined) throw wrong(line + 1, 'The summary, which is the last line, is missing.')
  if (summary.findings !== findings.length || summary.unseen !== unseen.length)
    throw wrong(line, 'The summary counts other findings than came.')
  const { files, bytes, containers, members, inflatedBytes, at } = summary
  const atMs = at === null ? Number.NaN : Date.parse(at)
  const totals = { files, bytes, containers, members, inflatedBytes }
  return { findings, unseen, totals, atMs: Number.isSafeInteger(atMs) ? atMs : undefined }
}
