import type { PrivateKey } from '@foreseen/x509'
import type { Catch, Span } from '../detectors/contract.ts'
import { isPlausibleKey } from './plausible.ts'

/** What may be said of a private key that stands at `span`. Its secret parts stay in the input. */
export function privateKeyCatch(key: PrivateKey, span: Span, encoding: string): Catch {
  const { format, sizeBits, encrypted, sealing, spki } = key
  const algorithm = key.curve === '' ? key.kind : key.curve
  const described = { type: 'private-key' as const, format, algorithm, sizeBits, encrypted, sealing }
  return { ...described, ...span, encoding, spki: spki?.slice() }
}

/** Has the key a size that its kind has, and a public half that is one? Templates in program code do not. */
export function isPlausiblePrivateKey(key: PrivateKey): boolean {
  if (key.encrypted) return true
  if (key.kind === 'unknown') return false
  if (key.kind !== 'other' && key.sizeBits === 0) return false
  if (key.kind === 'rsa' && key.spki === undefined) return false
  return key.spki === undefined || key.kind === 'dsa' || isPlausibleKey(key.spki)
}
