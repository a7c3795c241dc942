import { certificateLength, parseCertificate } from '@foreseen/x509'
import type { DetectorInput } from '../detectors/contract.ts'
import { bytesAt } from '../structure/enclosing.ts'
import type { JavaReader } from './java-reader.ts'

/** A certificate in a store, at its own place. */
export interface StoredCertificate {
  readonly start: number
  readonly end: number
  readonly der: Uint8Array
}

/** One entry of a Java key store. `certificates` of a key are its chain, its own first. */
export interface StoreEntry {
  readonly kind: 'certificate' | 'private-key' | 'secret' | 'sealed'
  readonly alias: string
  readonly createdMs: number
  readonly start: number
  readonly end: number
  /** The protected key's octets, for a key; equal numbers when there is none. */
  readonly keyStart: number
  readonly keyEnd: number
  /** Whether the key is written without protection; only BKS can. */
  readonly keyIsOpen: boolean
  readonly certificates: readonly StoredCertificate[]
}

/** A key store as far as it could be read. `complete` when it ended as it should. */
export interface JavaStore {
  readonly end: number
  readonly entries: readonly StoreEntry[]
  readonly complete: boolean
}

/** More entries than any store has: a bound for hostile counts. */
export const MAX_ENTRIES = 100_000
const MAX_CHAIN = 100
const MAX_CERTIFICATE_BYTES = 0x10_0000

/** One certificate as the stores write it: type, where the version has it, length, octets. */
export function readStored(
  reader: JavaReader,
  input: DetectorInput,
  hasType: boolean,
): StoredCertificate | undefined {
  const type = hasType ? reader.text() : 'X.509'
  const length = reader.u32()
  const start = reader.skip(length)
  if (reader.failed || length > MAX_CERTIFICATE_BYTES || !/^X\.?509$/i.test(type)) return undefined
  const view = bytesAt(input, start, length)
  if (certificateLength(view, 0) !== length) return undefined
  const der = view.slice(0, length)
  return parseCertificate(der).ok ? { start, end: start + length, der } : undefined
}

/** A count and as many certificates; what is not X.509 is stepped over. */
export function readChain(
  reader: JavaReader,
  input: DetectorInput,
  hasType: boolean,
): StoredCertificate[] | undefined {
  const count = reader.u32()
  if (count > MAX_CHAIN) return undefined
  const chain: StoredCertificate[] = []
  for (let i = 0; i < count && !reader.failed; i++) {
    const one = readStored(reader, input, hasType)
    if (one !== undefined) chain.push(one)
  }
  return reader.failed ? undefined : chain
}
