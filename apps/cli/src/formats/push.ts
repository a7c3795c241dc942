import { type Finding, pushSchema, summaryRecord, unseenRecord } from '@foreseen/facts'
import { type Survey, surveyRecords } from '../survey.ts'

/** Public bytes behind a finding, with the digest that names them; `undefined` for what has none to send. */
function publicBytes(finding: Finding): { readonly sha256: string; readonly bytes: Uint8Array } | undefined {
  if (finding.type === 'public-key') return { sha256: finding.spkiSha256, bytes: finding.spki }
  return 'der' in finding ? { sha256: finding.sha256, bytes: finding.der } : undefined
}

/** A server takes lines of a mebibyte. Only revocation lists are larger, and nothing follows from their bytes. */
const mostBytes = 524_288

/** One line for each distinct object that has public bytes. */
function* bytesLines(findings: readonly Finding[]): Generator<string> {
  const said = new Set<string>()
  for (const finding of findings) {
    const found = publicBytes(finding)
    if (found === undefined || said.has(`${finding.type} ${found.sha256}`)) continue
    if (found.bytes.length > mostBytes) continue
    said.add(`${finding.type} ${found.sha256}`)
    const base64 = Buffer.from(found.bytes).toString('base64')
    const line = { schema: pushSchema, type: 'bytes', of: finding.type, sha256: found.sha256, base64 }
    yield `${JSON.stringify(line)}\n`
  }
}

/** What a server takes in: the lines of `jsonl`, and before the summary the public bytes of what was found. */
export function* pushLines(survey: Survey): Generator<string> {
  const { findings, unseen, elapsedMs } = survey
  for (const record of surveyRecords(survey)) yield `${JSON.stringify(record)}\n`
  for (const record of unseen) yield `${JSON.stringify(unseenRecord(record))}\n`
  yield* bytesLines(findings)
  const counts = { findings: findings.length, unseen: unseen.length, elapsedMs }
  yield `${JSON.stringify(summaryRecord(survey.totals, counts, survey.atMs))}\n`
}
