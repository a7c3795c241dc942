/** Sending to a server, again where that is safe; what it says becomes words. */
import { setTimeout as wait } from 'node:timers/promises'
import type { PushTarget } from '../options/push.ts'
import { CommandFailure } from '../options/usage-problem.ts'
import { type Answer, type Sent, sendOnce } from './request.ts'

/** Pauses before further tries. */
const pausesMs = [500, 2000, 8000] as const
/** A server that asks for more is not waited for. */
const longestWaitS = 60

export interface PushRules {
  /** What was sent may come twice: a broken connection is tried again too. */
  readonly isRepeatable: boolean
  readonly pause?: (ms: number) => Promise<unknown>
}

const textAt = (value: unknown, key: string): string => {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return typeof found === 'string' ? found.slice(0, 1000) : ''
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const untrusted =
  /^(CERT_|ERR_TLS_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH)/

/** Nothing of the request can have reached a server. */
const neverArrived = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/

function failureOf(error: unknown, { server }: PushTarget): CommandFailure {
  const reason = error instanceof Error ? error.message || codeOf(error) : String(error)
  if (untrusted.test(codeOf(error)))
    return new CommandFailure(
      'push-untrusted',
      `${server} is not trusted: ${reason}.`,
      'Give --server-ca FILE with the CA that issued its certificate.',
      error,
    )
  return new CommandFailure(
    'push-unreachable',
    `${server} cannot be reached: ${reason}.`,
    'Check the address and that the server runs; pushing again changes nothing that was taken in.',
    error,
  )
}

/** Which parts are wrong, as the server names them; at most three. */
function partsOf(body: unknown): string {
  const errors: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'errors') : undefined
  if (!Array.isArray(errors)) return ''
  const said = errors.slice(0, 3).map(part => `${textAt(part, 'at')}: ${textAt(part, 'detail')}`)
  return said.length === 0 ? '' : ` ${said.join(' ')}`
}

function refusalOf({ status, body }: Answer, { server }: PushTarget): CommandFailure {
  const code = textAt(body, 'code')
  if (!/^[a-z0-9-]+$/.test(code))
    return new CommandFailure(
      'push-no-answer',
      `${server} answered with the status ${status} and no problem of Foreseen.`,
      'Check the address; a proxy before the server must pass /api/ on.',
    )
  const detail = `${server} refused: ${textAt(body, 'detail')}${partsOf(body)}`
  return new CommandFailure(code, detail, textAt(body, 'remedy') || 'See docs/errors.md.')
}

/** How long to wait before the next try; `undefined` when there is none. */
function pauseAfter(answer: Answer, usual: number): number | undefined {
  if (answer.status !== 503 && answer.status !== 429) return undefined
  const { retryAfterS } = answer
  if (retryAfterS === undefined) return usual
  return retryAfterS <= longestWaitS ? Math.max(usual, retryAfterS * 1000) : undefined
}

async function tryOnce(target: PushTarget, sent: Sent): Promise<Answer | { readonly error: unknown }> {
  try {
    return await sendOnce(target, sent)
  } catch (error) {
    return { error }
  }
}

/**
 * Sends, and again after a pause where the server is busy or was not reached. Throws a `CommandFailure` with the words
 * of the server. Codes: `push-unreachable`, `push-untrusted`, `push-no-answer`, and those of the server.
 */
export async function push(target: PushTarget, sent: Sent, rules: PushRules): Promise<unknown> {
  const pause = rules.pause ?? (ms => wait(ms))
  for (let count = 0; ; count++) {
    const usual = pausesMs[count]
    const answer = await tryOnce(target, sent)
    if ('error' in answer) {
      const again = neverArrived.test(codeOf(answer.error)) || rules.isRepeatable
      if (usual === undefined || !again || untrusted.test(codeOf(answer.error)))
        throw failureOf(answer.error, target)
      await pause(usual)
      continue
    }
    if (answer.status >= 200 && answer.status < 300) return answer.body
    const ms = usual === undefined ? undefined : pauseAfter(answer, usual)
    if (ms === undefined) throw refusalOf(answer, target)
    await pause(ms)
  }
}

/** A number of an answer; 0 where there is none. */
export function numberAt(value: unknown, key: string): number {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return typeof found === 'number' ? found : 0
}

/** Whether an answer says that something changed. */
export const hasChanged = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Reflect.get(value, 'changed') === true
