import type { Changed, Predicate, TrustStore } from '@foreseen/facts'
import type { Crypto } from '@foreseen/x509'

/** Changes with the rules of judging, so that no verdict of other rules is ever taken for one of these. */
const judgeVersion = 1

/** Everything that a verdict depends on. What is not here must not change it. */
export interface VerdictCase {
  /** SHA-256 of the client's files, lower-case hex. */
  readonly clientSha256: string
  readonly argv: readonly string[]
  /** What the client is given, as set; it goes into the key as a digest only. */
  readonly env: Readonly<Record<string, string>>
  /** SHA-256 of the folder that becomes its HOME and of the command of the first visit, or ''. */
  readonly homeSha256: string
  readonly firstVisit: string
  readonly scenario: string
  readonly trust: TrustStore
  readonly clockDays: number
  /** One entry a certificate as sent: its place, key type and issuer (`leaf rsa-2048 by intermediate-a`). */
  readonly chainShape: readonly string[]
  readonly changes: readonly Changed[]
  /** SHA-256 of the public keys that stay from today's chain: a pin on them is part of the case. */
  readonly keptKeys: readonly string[]
  readonly predicate: Predicate | undefined
  /** How the client is kept apart: another sandbox sees other things. */
  readonly sandbox: string
}

/** SHA-256 over the case, lower-case hex: equal cases have equal keys, in whatever order they were written. */
export function verdictKey(verdictCase: VerdictCase, crypto: Pick<Crypto, 'digest'>): string {
  const text = JSON.stringify([judgeVersion, ordered(verdictCase)])
  return [...crypto.digest('sha256', new TextEncoder().encode(text))]
    .map(byte => byte.toString(16).padStart(2, '0'))
    .join('')
}

/** Names sorted at every depth; lists keep their order, which is meaning. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value ?? null
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, each]) => [name, ordered(each)])
}
