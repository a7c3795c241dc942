import type { Backoff, JobPayload, SendOptions } from './contract.ts'
import { JobFailure } from './failure.ts'

/** 256 kB: what is larger belongs into a table of its own, and the job names it. */
const payloadBytes = 256 * 1024
const errorCharacters = 2000
const progressCharacters = 500
const keyCharacters = 200
/** Epoch milliseconds end here as a date, and far below 53 bits. */
const lastMs = 8.64e15

/** A job as the stores take it: complete and within bounds. */
export interface NewJob {
  /** The payload as JSON text. */
  readonly payload: string
  readonly key: string | undefined
  readonly notBeforeMs: number | undefined
  readonly priority: number
  readonly retries: number
  readonly backoff: Backoff
}

/** Errors: `jobs-bad-kind`. */
export function checkKind(kind: string): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kind) || kind.length > 40)
    throw new JobFailure('jobs-bad-kind', `"${kind.slice(0, 60)}" is no name for a kind of job`)
}

/** Errors: `jobs-bad-option`. */
export function checkNumber(name: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new JobFailure(
      'jobs-bad-option',
      `${name} is ${value}; a whole number from ${least} to ${most} is needed`,
    )
  return value
}

/** The parts of a cursor that `list` gave before. Errors: `jobs-bad-option`. */
export function cursorParts(cursor: string, form: RegExp): readonly string[] {
  const parts = form.exec(cursor)
  if (parts === null)
    throw new JobFailure('jobs-bad-option', `"${plainText(cursor, 60)}" is no cursor of a list`)
  return parts.slice(1)
}

function checkKey(key: string): string {
  const fine =
    key.length > 0 && key.length <= keyCharacters && key.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(key)
  if (!fine) throw new JobFailure('jobs-bad-key', `"${plainText(key, 60)}" cannot be the key of a job`)
  return key
}

function payloadText(payload: JobPayload): string {
  let text: string | undefined
  try {
    text = JSON.stringify(payload)
  } catch (cause) {
    throw new JobFailure('jobs-bad-payload', 'the payload cannot be written as JSON', cause)
  }
  if (!text?.startsWith('{')) throw new JobFailure('jobs-bad-payload', 'the payload is no JSON object')
  const bytes = Buffer.byteLength(text)
  if (bytes > payloadBytes)
    throw new JobFailure(
      'jobs-too-large',
      `the payload has ${bytes} bytes; at most ${payloadBytes} are taken`,
    )
  return text
}

/** Errors: `jobs-bad-key`, `jobs-bad-option`, `jobs-bad-payload`, `jobs-too-large`. */
export function parseJob(payload: JobPayload, options: SendOptions): NewJob {
  const { baseMs, mostMs } = options.backoff ?? { baseMs: 5_000, mostMs: 600_000 }
  checkNumber('backoff.mostMs', mostMs, 1, 86_400_000)
  return {
    payload: payloadText(payload),
    key: options.key === undefined ? undefined : checkKey(options.key),
    notBeforeMs:
      options.notBeforeMs === undefined
        ? undefined
        : checkNumber('notBeforeMs', options.notBeforeMs, 0, lastMs),
    priority: checkNumber('priority', options.priority ?? 0, -100, 100),
    retries: checkNumber('retries', options.retries ?? 4, 0, 100),
    backoff: { baseMs: checkNumber('backoff.baseMs', baseMs, 1, mostMs), mostMs },
  }
}

/** A text that both engines can hold and a page can show: no control characters but line ends, whole characters, bounded. */
export function plainText(text: string, characters: number): string {
  const clean = text.slice(0, characters + 1).replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ')
  return (clean.length > characters ? `${clean.slice(0, characters - 1)}…` : clean).toWellFormed()
}

/** What is remembered of an error: its message, with its code where it has one. */
export function errorText(error: unknown): string {
  const code =
    typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
      ? `${error.code}: `
      : ''
  return plainText(code + (error instanceof Error ? error.message : String(error)), errorCharacters)
}

export const progressText = (text: string): string => plainText(text, progressCharacters)

export const progressShare = (share: number): number => (share > 0 ? Math.min(1, share) : 0)
