import type { FindingRecord, ScanTotals, SummaryRecord, UnseenRecord } from '@foreseen/facts'
import type { PushedFinding } from '@foreseen/ledger'
import { Refusal } from '../http/refusal.ts'
import { isBytesLine, type SentBytes, takenBytes } from './bytes.ts'
import { linesOf, type PushLimits } from './lines.ts'
import { takenRecord } from './record.ts'

/** A whole scan, as it was sent. */
export interface SentScan {
  /** With their public bytes, where those were sent. */
  readonly findings: readonly PushedFinding[]
  readonly unseen: readonly UnseenRecord[]
  readonly totals: ScanTotals
  /** When it was made; `undefined` where the sender could not say. */
  readonly atMs: number | undefined
}

/** Lines read between two pauses, so that other requests are answered in between. */
const linesAtOnce = 2000

const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

const wrong = (line: number, detail: string): Refusal =>
  new Refusal('server-invalid', 'A line is no record of foreseen.push/1.', {
    parts: [{ at: `body/${line}`, detail }],
  })

function parsed(text: string, line: number): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal('server-bad-json', `Line ${line} does not parse as JSON.`)
  }
}

/** What came so far. */
interface Gathering {
  readonly findings: FindingRecord[]
  readonly unseen: UnseenRecord[]
  readonly bytes: Map<string, SentBytes & { readonly line: number }>
  sizeBytes: number
  summary: SummaryRecord | undefined
}

function takeBytes(into: Gathering, value: unknown, line: number, limits: PushLimits): void {
  const sent = takenBytes(value)
  if (typeof sent === 'string') throw wrong(line, sent)
  into.sizeBytes += sent.bytes.length
  if (into.sizeBytes > limits.bodyBytes)
    throw new Refusal('server-too-large', `At most ${limits.bodyBytes} bytes of objects are taken at once.`)
  into.bytes.set(sent.key, { ...sent, line })
}

function takeLine(into: Gathering, text: string, line: number, limits: PushLimits): void {
  if (into.summary !== undefined) throw wrong(line, 'Nothing may follow the summary.')
  const value = parsed(text, line)
  if (isBytesLine(value)) {
    takeBytes(into, value, line, limits)
    return
  }
  const record = takenRecord(value)
  if (typeof record === 'string') throw wrong(line, record)
  if (record.type === 'summary') into.summary = record
  else if (record.type === 'unseen') into.unseen.push(record)
  else into.findings.push(record)
}

/** Each finding with its bytes. Bytes that no finding names are refused: they would be kept for nothing. */
function joined({ findings, bytes }: Gathering): readonly PushedFinding[] {
  const used = new Set<string>()
  const pushed = findings.map((record): PushedFinding => {
    const digest = record.type === 'public-key' ? record.spkiSha256 : record.sha256
    const sent = bytes.get(`${record.type} ${digest}`)
    if (sent === undefined) return { record }
    used.add(sent.key)
    const { spkiSha256 } = record
    if (sent.spkiSha256 !== undefined && spkiSha256 !== null && spkiSha256 !== sent.spkiSha256)
      throw wrong(sent.line, 'A finding names another key than the one in these bytes.')
    return { record, body: sent.bytes }
  })
  for (const { key, line } of bytes.values())
    if (!used.has(key)) throw wrong(line, 'No finding names these bytes.')
  return pushed
}

/**
 * Reads a push as it arrives: foreseen.push/1, or foreseen.findings/1, which has no bytes. The summary must be the last
 * line and agree with what came: a push that was cut off on its way is refused whole. Errors: `server-too-large`,
 * `server-bad-json`, `server-invalid`.
 */
export async function readPush(body: AsyncIterable<Uint8Array>, limits: PushLimits): Promise<SentScan> {
  const into: Gathering = {
    findings: [],
    unseen: [],
    bytes: new Map(),
    sizeBytes: 0,
    summary: undefined,
  }
  let line = 0
  for await (const text of linesOf(body, limits)) {
    line++
    if (text.trim() === '') continue
    takeLine(into, text, line, limits)
    if (line % linesAtOnce === 0) await pause()
  }
  const { summary, unseen } = into
  if (summary === undefined) throw wrong(line + 1, 'The summary, which is the last line, is missing.')
  if (summary.findings !== into.findings.length || summary.unseen !== unseen.length)
    throw wrong(line, 'The summary counts other findings than came.')
  const { files, bytes, containers, members, inflatedBytes, at } = summary
  const atMs = at === null ? Number.NaN : Date.parse(at)
  const totals = { files, bytes, containers, members, inflatedBytes }
  return { findings: joined(into), unseen, totals, atMs: Number.isSafeInteger(atMs) ? atMs : undefined }
}
