/** Asks the server; paths begin after `/api/v1`. Every failure is a `ProblemError`. */
import { ProblemError, problemOf, unreachable } from './problem.ts'

export { ProblemError } from './problem.ts'

export const interfaceRoot = '/api/v1'

export type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** An answer and the tag of its state, for `If-Match`. */
export interface Tagged<T> {
  readonly value: T
  readonly etag: string | undefined
}

export interface SendRules {
  /** Media type of a body that is text; `text/plain` unless told. */
  readonly type?: string
  /** The state that is to be changed, as `getTagged` gave it. */
  readonly ifMatch?: string | undefined
  readonly signal?: AbortSignal
}

let csrfToken: string | undefined

/** The token against forged requests, as signing in and `GET /session` answer it. */
export function keepCsrfToken(token: string | null | undefined): void {
  csrfToken = token ?? undefined
}

async function fetched(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init)
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause
    throw unreachable(cause)
  }
}

const answer = (path: string, init: RequestInit): Promise<Response> =>
  fetched(`${interfaceRoot}${path}`, { credentials: 'same-origin', cache: 'no-cache', ...init })

async function textOf(response: Response): Promise<string> {
  const text = await response.text().catch((cause: unknown) => {
    throw unreachable(cause)
  })
  if (!response.ok) throw problemOf(response.status, text)
  return text
}

/** Reads a file that was built with the pages. */
export const getText = async (address: string): Promise<string> => await textOf(await fetched(address, {}))

async function bodyOf<T>(response: Response): Promise<T> {
  const text = await textOf(response)
  if (text === '') return JSON.parse('null')
  try {
    return JSON.parse(text)
  } catch {
    throw problemOf(response.status, text)
  }
}

/** Reads. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return bodyOf<T>(await answer(path, signal === undefined ? {} : { signal }))
}

/** Reads with the tag that a change needs. */
export async function getTagged<T>(path: string): Promise<Tagged<T>> {
  const response = await answer(path, {})
  return { value: await bodyOf<T>(response), etag: response.headers.get('etag') ?? undefined }
}

async function token(): Promise<string> {
  if (csrfToken === undefined) {
    const session = await get<{ readonly csrfToken: string | null }>('/session')
    keepCsrfToken(session.csrfToken)
  }
  return csrfToken ?? ''
}

/** Paths that are asked before anybody is signed in: there is no token yet. */
const isOpen = (method: Method, path: string): boolean =>
  method === 'POST' && /^\/(session|setup|invitations|sign-in)(\/|$|\?)/.test(path)

function requestOf(method: Method, body: unknown, csrf: string, rules: SendRules): RequestInit {
  const isText = typeof body === 'string'
  const headers: Record<string, string> = {}
  if (csrf !== '') headers['x-csrf-token'] = csrf
  if (body !== undefined) headers['content-type'] = isText ? (rules.type ?? 'text/plain') : 'application/json'
  if (rules.ifMatch !== undefined) headers['if-match'] = rules.ifMatch
  return {
    method,
    headers,
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    ...(rules.signal === undefined ? {} : { signal: rules.signal }),
  }
}

/** Changes something; a text as body is sent as it is, anything else as JSON. */
export async function send<T>(
  method: Method,
  path: string,
  body?: unknown,
  rules: SendRules = {},
): Promise<T> {
  const once = async (): Promise<T> => {
    const csrf = isOpen(method, path) ? '' : await token()
    return bodyOf<T>(await answer(path, requestOf(method, body, csrf, rules)))
  }
  try {
    return await once()
  } catch (error) {
    // The session was renewed in another tab: its token is another one now.
    if (!(error instanceof ProblemError) || error.problem.code !== 'server-csrf' || isOpen(method, path))
      throw error
    csrfToken = undefined
    return await once()
  }
}

/**
 * Sends a file as it is read, however large. By XMLHttpRequest, since fetch tells no progress of sending. `onProgress`
 * gets bytes sent and bytes in all.
 */
export async function upload<T>(
  path: string,
  file: Blob,
  onProgress: (sent: number, all: number) => void,
  signal?: AbortSignal,
): Promise<T> {
  const csrf = await token()
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `${interfaceRoot}${path}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('x-csrf-token', csrf)
    request.upload.onprogress = ({ loaded }) => onProgress(loaded, file.size)
    request.onload = () => {
      bodyOf<T>(new Response(request.responseText, { status: request.status })).then(resolve, reject)
    }
    request.onerror = () => reject(unreachable())
    request.onabort = () => reject(new DOMException('The upload was stopped.', 'AbortError'))
    signal?.addEventListener('abort', () => request.abort(), { once: true })
    if (signal?.aborted === true) request.abort()
    else request.send(file)
  })
}
