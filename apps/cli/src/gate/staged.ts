import { createHash, X509Certificate } from 'node:crypto'
import { castCodes, certificateTextOf, type Endpoint, isoTime, type ServedOutcome } from '@foreseen/facts'
import { checkMaterials, hostRoots, type Materials, type RehearsedHost } from '@foreseen/world/sandbox'
import { servedFromFile } from '@foreseen/world/tls'
import { readPem } from '@foreseen/x509'
import { CommandFailure } from '../options/usage-problem.ts'
import { readNamedFile } from '../read-file.ts'

/** A chain and its key as they are staged. The key's bytes are held to be copied, and never shown. */
export interface Staged {
  readonly chainPath: string
  readonly keyPath: string
  readonly chain: Uint8Array
  readonly key: Uint8Array
  /** SHA-256 over the digests of the chain: the fingerprint that an approval names. */
  readonly chainSha256: string
  /** SHA-256 of each certificate, leaf first, lower-case hex. */
  readonly sha256: readonly string[]
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

/** The chain in a file, as a server would send it. Codes: `served-*`. */
export function chainOf(option: string, path: string, endpoint: Endpoint, bytes: Uint8Array): ServedOutcome {
  const { outcome } = servedFromFile(bytes, endpoint, 0)
  if (outcome.state === 'served') return outcome
  const remedy = 'Give the PEM file of the full chain, leaf first.'
  throw new CommandFailure(outcome.code, `${option} ${path}: ${outcome.detail}.`, remedy)
}

/** Dates of the leaf; NaN for what cannot be read. */
export function datesOf(chain: ServedOutcome): { readonly notBeforeMs: number; readonly notAfterMs: number } {
  const text = certificateTextOf(chain.chain[0]?.der ?? new Uint8Array())
  return { notBeforeMs: text?.notBeforeMs ?? Number.NaN, notAfterMs: text?.notAfterMs ?? Number.NaN }
}

/** Reads the staged files. Codes: `cli-cannot-read`, `served-*`. */
export function readStaged(chainPath: string, keyPath: string, endpoint: Endpoint): Staged {
  const chain = readNamedFile('--next', chainPath)
  const key = readNamedFile('--key', keyPath)
  const outcome = chainOf('--next', chainPath, endpoint, chain)
  return {
    chainPath,
    keyPath,
    chain,
    key,
    chainSha256: outcome.chainSha256,
    sha256: outcome.chain.map(({ sha256 }) => sha256),
    ...datesOf(outcome),
  }
}

/** The end of the staged chain for a machine, '' when it cannot be read. */
export const endOf = (staged: Staged): string => isoTime(staged.notAfterMs) ?? ''

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Whether the files still hold what was read at the beginning: only what was rehearsed may go live. */
export function isUnchanged({ chainPath, keyPath, chain, key }: Staged): boolean {
  try {
    const same = (path: string, bytes: Uint8Array): boolean =>
      digest(readNamedFile('', path)) === digest(bytes)
    return same(chainPath, chain) && same(keyPath, key)
  } catch {
    return false
  }
}

const none: Materials = {
  currentChainPath: '',
  currentKeyPath: '',
  nextChainPath: '',
  nextKeyPath: '',
  authorityDir: '',
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** Who issued the last certificate of a PEM chain, or '' when it cannot be read. */
function endIssuer(chain: Uint8Array | undefined): string {
  const last = chain && readPem(chain).findLast(({ label }) => label === 'CERTIFICATE')
  try {
    return last === undefined ? '' : new X509Certificate(last.der).issuer
  } catch {
    return ''
  }
}

/**
 * Refuses staged files that no server could serve, before anything runs. A private CA whose root this machine lacks
 * makes no chain incomplete that ends below the same issuer as today's. Codes: `materials-*`.
 */
export async function checkStaged(
  staged: Staged,
  hosts: readonly RehearsedHost[],
  nowMs: number,
  today: Uint8Array | undefined,
): Promise<void> {
  const materials = { ...none, nextChainPath: staged.chainPath, nextKeyPath: staged.keyPath }
  const issuer = endIssuer(staged.chain)
  const isAsToday = issuer !== '' && issuer === endIssuer(today)
  try {
    await checkMaterials(materials, nowMs, hosts, isAsToday ? [] : hostRoots())
  } catch (error) {
    const code = codeOf(error)
    const remedy = castCodes.find(item => item.code === code)?.remedy
    if (remedy === undefined || !(error instanceof Error)) throw error
    throw new CommandFailure(code, `the staged files cannot be served: ${error.message}.`, remedy, error)
  }
}

/**
 * Why today's chain is no baseline, or ''. A chain that has ended must not keep the gate from working: it is
 * left out, and the staged one is judged without it.
 */
export async function currentProblem(
  chainPath: string,
  keyPath: string,
  hosts: readonly RehearsedHost[],
  nowMs: number,
): Promise<string> {
  try {
    await checkMaterials({ ...none, currentChainPath: chainPath, currentKeyPath: keyPath }, nowMs, hosts)
    return ''
  } catch (error) {
    if (!codeOf(error).startsWith('materials-') || !(error instanceof Error)) throw error
    return error.message
  }
}
