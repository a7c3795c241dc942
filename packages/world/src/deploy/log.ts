import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { decisionSchema, type LoggedDecision } from '@foreseen/facts'
import { appendDurably } from './durable.ts'
import { inFolder } from './failure.ts'

const logOf = (dir: string): string => join(dir, 'decisions.jsonl')

/** Some four thousand lines: years of renewals. What is older matters to people only. */
const tailBytes = 1 << 20

function readTail(path: string): string {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch {
    return ''
  }
  try {
    const { size } = fstatSync(fd)
    const bytes = new Uint8Array(Math.min(size, tailBytes))
    const read = readSync(fd, bytes, 0, bytes.length, size - bytes.length)
    return new TextDecoder().decode(bytes.subarray(0, read))
  } finally {
    closeSync(fd)
  }
}

const texts = ['schema', 'at', 'what', 'chainSha256', 'by', 'detail'] as const

function isDecision(value: unknown): value is LoggedDecision {
  if (typeof value !== 'object' || value === null) return false
  const record = new Map<string, unknown>(Object.entries(value))
  return (
    texts.every(name => typeof record.get(name) === 'string') &&
    record.get('schema') === decisionSchema &&
    typeof record.get('generation') === 'number' &&
    typeof record.get('named') === 'boolean'
  )
}

function readLine(line: string): LoggedDecision | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isDecision(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The last decisions of a live folder, oldest first. A line that a crash cut is left out. */
export function readDecisions(dir: string): readonly LoggedDecision[] {
  return readTail(logOf(dir))
    .split('\n')
    .flatMap(line => readLine(line) ?? [])
}

/** What happened; `by` and `named` are for approvals alone. */
export type Happened = Omit<LoggedDecision, 'schema' | 'by' | 'named'> &
  Partial<Pick<LoggedDecision, 'by' | 'named'>>

/** Adds a line to the log of a live folder; nothing in it is ever changed. Errors: `deploy-cannot-write`. */
export function logDecision(
  dir: string,
  { at, what, chainSha256, generation, by = '', named = false, detail }: Happened,
): void {
  const schema = decisionSchema
  const decision: LoggedDecision = { schema, at, what, chainSha256, generation, by, named, detail }
  inFolder(dir, () => {
    const tail = readTail(logOf(dir))
    const mend = tail === '' || tail.endsWith('\n') ? '' : '\n'
    appendDurably(logOf(dir), new TextEncoder().encode(`${mend}${JSON.stringify(decision)}\n`), 0o600)
  })
}
