import { serverCodes } from '@foreseen/facts'

/** Status of the answer by code; codes that never reach a client have none here. */
export const statuses = {
  'server-bad-http': 400,
  'server-bad-url': 400,
  'server-bad-json': 400,
  'server-invalid': 400,
  'server-bad-cursor': 400,
  'server-weak-password': 400,
  'server-unauthenticated': 401,
  'server-login-failed': 401,
  'server-role': 403,
  'server-scope': 403,
  'server-csrf': 403,
  'server-passkey-refused': 401,
  'server-provider-lost': 401,
  'server-provider-refused': 401,
  'server-provider-unknown': 403,
  'server-session-old': 403,
  'server-link-invalid': 403,
  'server-not-found': 404,
  'server-method': 405,
  'server-slow': 408,
  'server-conflict': 409,
  'server-passkeys-off': 409,
  'server-provider-off': 409,
  'server-lease-lost': 409,
  'server-changed': 412,
  'server-too-large': 413,
  'server-media-type': 415,
  'server-wrong-host': 421,
  'server-match-missing': 428,
  'server-login-throttled': 429,
  'server-rate-limited': 429,
  'server-headers-large': 431,
  'server-internal': 500,
  'server-busy': 503,
  'server-provider-down': 503,
  'server-closing': 503,
  'server-no-space': 507,
} as const

export type RefusalCode = keyof typeof statuses

/** One part of the request that is wrong: where, and what is expected there. */
export interface RefusedPart {
  /** `body/name`, `query/limit`: the part of the request and a JSON pointer into it. */
  readonly at: string
  readonly detail: string
}

/** Thrown wherever a request is refused; becomes a problem document in one place (`failures.ts`). */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly statusCode: number
  readonly parts: readonly RefusedPart[]
  readonly headers: Readonly<Record<string, string>>

  /** `detail` is shown to the client: no secrets, no internal text. */
  constructor(
    code: RefusalCode,
    detail: string,
    more: {
      parts?: readonly RefusedPart[]
      headers?: Readonly<Record<string, string>>
      /** For the log alone. */
      cause?: unknown
    } = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'Refusal'
    this.code = code
    this.statusCode = statuses[code]
    this.parts = more.parts ?? []
    this.headers = more.headers ?? {}
  }
}

/** A refusal that passes by itself: says after how many seconds. */
export const refusalFor = (code: RefusalCode, detail: string, waitMs: number): Refusal =>
  new Refusal(code, detail, { headers: { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))) } })

const catalogue = new Map(serverCodes.map(entry => [entry.code, entry]))

/** Meaning and remedy of a code of the interface. */
export function explained(code: string): { readonly meaning: string; readonly remedy: string } {
  return catalogue.get(code) ?? { meaning: code, remedy: 'See docs/errors.md.' }
}

/** The server cannot start; caught where the command line says so. Codes: `server-bad-option`, `server-cannot-listen`, `server-data-directory`. */
export class StartFailure extends Error {
  readonly code: 'server-bad-option' | 'server-cannot-listen' | 'server-data-directory'

  constructor(code: StartFailure['code'], message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'StartFailure'
    this.code = code
  }
}
