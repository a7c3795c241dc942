/** How a runner speaks with its server: by HTTP alone, with a token of the scope `runner`. */
import type { ClaimedRehearsal } from '@foreseen/facts'

/** What became of a request. */
export type Said<T> =
  | { readonly kind: 'heard'; readonly value: T }
  /** The server cannot be reached, or has no time: the same again later. */
  | { readonly kind: 'away'; readonly detail: string; readonly afterMs: number }
  /** Somebody else has the run by now, or nobody should. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly detail: string }

const usualMs = 30_000
/** A report of many clients takes its time on a slow line. */
const finishMs = 300_000
const answerBytes = 4 << 20

const isText = (value: unknown): value is string => typeof value === 'string'
const isTextList = (value: unknown): boolean => Array.isArray(value) && value.every(isText)
const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined

/** Whether an answer is a run: a runner believes nothing of it but its form. */
function isClaimed(value: unknown): value is ClaimedRehearsal {
  const clients = at(value, 'clients')
  const kind = at(value, 'kind')
  return (
    /^run_[0-9a-z]+$/.test(String(at(value, 'run'))) &&
    Number.isSafeInteger(at(value, 'attempt')) &&
    Number(at(value, 'leaseSeconds')) >= 1 &&
    (kind === 'real' || kind === 'what-if') &&
    isText(at(at(value, 'plan'), 'name')) &&
    isText(at(value, 'currentChainPem')) &&
    isTextList(at(value, 'hosts')) &&
    isTextList(at(value, 'scenarios')) &&
    Array.isArray(clients) &&
    clients.every(client => isText(at(client, 'name')))
  )
}

async function textOf(response: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of response.body ?? []) {
    size += piece.length
    if (size > answerBytes) throw new Error('the answer is larger than any of a server')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const textAt = (value: unknown, key: string): string => {
  const found = at(value, key)
  return isText(found) ? found.slice(0, 1000) : ''
}

/** What the network says is wrong: the reason below `fetch failed`. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  return 'code' in cause && cause.message === '' ? String(cause.code) : cause.message
}

/** Failures that pass by themselves. */
const passes = (status: number): boolean => status === 408 || status === 429 || status >= 500

function refusalIn(response: Response, text: string): Said<never> {
  const body = parsed(text)
  const code = textAt(body, 'code')
  const detail = textAt(body, 'detail') || `The answer has the status ${response.status}.`
  if (code === 'server-lease-lost') return { kind: 'lost' }
  if (passes(response.status)) {
    const seconds = Number(response.headers.get('retry-after') ?? 0)
    return { kind: 'away', detail, afterMs: Number.isFinite(seconds) ? Math.min(seconds, 300) * 1000 : 0 }
  }
  return { kind: 'refused', status: response.status, code, detail }
}

export interface ProtocolSetting {
  /** Without a slash at its end. */
  readonly server: string
  readonly token: string
}

/** The requests of a runner. */
export class Protocol {
  readonly #setting: ProtocolSetting

  constructor(setting: ProtocolSetting) {
    this.#setting = setting
  }

  async #post(path: string, body: unknown, timeoutMs: number): Promise<Said<unknown>> {
    const { server, token } = this.#setting
    try {
      const response = await fetch(`${server}/api/v1/runner/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        // The token goes to the server that was named, and nowhere else.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      const text = await textOf(response)
      if (!response.ok) return refusalIn(response, text)
      return { kind: 'heard', value: response.status === 204 ? undefined : parsed(text) }
    } catch (error) {
      return { kind: 'away', detail: reasonOf(error), afterMs: 0 }
    }
  }

  hello(name: string, program: string, clients: readonly string[]): Promise<Said<unknown>> {
    return this.#post('hello', { name, program, clients }, usualMs)
  }

  /** `undefined` where nothing waits. */
  async claim(name: string): Promise<Said<ClaimedRehearsal | undefined>> {
    const said = await this.#post('claim', { name }, usualMs)
    if (said.kind !== 'heard') return said
    const { value } = said
    if (value === undefined) return { kind: 'heard', value }
    if (isClaimed(value)) return { kind: 'heard', value }
    return { kind: 'refused', status: 200, code: '', detail: 'The answer is none of a Foreseen server.' }
  }

  progress({ run, attempt }: ClaimedRehearsal, share: number, text: string): Promise<Said<unknown>> {
    return this.#post(`runs/${run}/progress`, { attempt, share, text }, usualMs)
  }

  /** `report` is the text of a report as JSON. */
  finish({ run, attempt }: ClaimedRehearsal, report: string): Promise<Said<unknown>> {
    return this.#post(`runs/${run}/finish`, `{"attempt":${attempt},"report":${report}}`, finishMs)
  }

  fail({ run, attempt }: ClaimedRehearsal, reason: string): Promise<Said<unknown>> {
    return this.#post(`runs/${run}/fail`, { attempt, reason }, usualMs)
  }

  giveBack({ run, attempt }: ClaimedRehearsal): Promise<Said<unknown>> {
    return this.#post(`runs/${run}/give-back`, { attempt }, usualMs)
  }
}
