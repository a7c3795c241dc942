import type { DetectorInput } from '../detectors/contract.ts'
import { looksRandom } from '../keys/noise.ts'
import { bytesAt } from '../structure/enclosing.ts'
import { type JavaReader, javaReader } from './java-reader.ts'
import { type JavaStore, MAX_ENTRIES, readChain, readStored, type StoreEntry } from './java-store.ts'

// Bouncy Castle, BcKeyStoreSpi: null entry ends the list; keys and secrets may be closed.
const END = 0
const CERTIFICATE = 1
const KEY = 2
const SECRET = 3
const SEALED = 4
const SALT_BYTES = 20
const MAC_BYTES = 20
// Bouncy Castle draws 1024 to 2047 rounds; the rest of the range is for other writers.
const MAX_ROUNDS = 100_000
const UBER_ROUNDS: readonly [number, number] = [1024, 2047]

function readEntry(
  reader: JavaReader,
  input: DetectorInput,
  tag: number,
  start: number,
): StoreEntry | undefined {
  const alias = reader.text()
  const createdMs = reader.milliseconds()
  const chain = readChain(reader, input, true)
  if (reader.failed || Number.isNaN(createdMs) || chain === undefined) return undefined
  const entry = { alias, createdMs, start, keyIsOpen: tag === KEY }
  if (tag === CERTIFICATE) {
    const one = readStored(reader, input, true)
    const certificates = one ? [one, ...chain] : chain
    if (reader.failed) return undefined
    return { ...entry, kind: 'certificate', keyStart: start, keyEnd: start, certificates, end: reader.at }
  }
  // A key in clear is typed: kind, format and algorithm stand before its octets.
  const isPlain = tag === KEY
  if (isPlain && reader.u8() > 2) return undefined
  if (isPlain) reader.text()
  if (isPlain) reader.text()
  const length = reader.u32()
  const keyStart = reader.skip(length)
  if (reader.failed) return undefined
  const kind = tag === SECRET ? 'secret' : chain.length > 0 ? 'private-key' : 'sealed'
  return { ...entry, kind, keyStart, keyEnd: keyStart + length, certificates: chain, end: reader.at }
}

/** A BKS store at `start` (versions 1 and 2 differ in their MAC only), or `undefined`. */
export function readBks(input: DetectorInput, start: number): JavaStore | undefined {
  const reader = javaReader(input, start)
  const version = reader.u32()
  reader.skip(reader.u32() === SALT_BYTES ? SALT_BYTES : Number.NaN)
  const rounds = reader.u32()
  if (reader.failed || version < 1 || version > 2 || rounds === 0 || rounds > MAX_ROUNDS) return undefined
  const entries: StoreEntry[] = []
  let end = reader.at
  while (entries.length < MAX_ENTRIES) {
    const entryStart = reader.at
    const tag = reader.u8()
    if (reader.failed) break
    if (tag === END) {
      const hasMac = bytesAt(input, reader.at, MAC_BYTES).length === MAC_BYTES
      return hasMac ? { end: reader.at + MAC_BYTES, entries, complete: true } : undefined
    }
    const entry = tag <= SEALED ? readEntry(reader, input, tag, entryStart) : undefined
    if (entry === undefined) break
    entries.push(entry)
    end = entry.end
  }
  const known = entries.some(({ certificates }) => certificates.length > 0)
  return known ? { end, entries, complete: false } : undefined
}

/** An UBER store: the head of BKS, then nothing but cipher text of whole blocks (Twofish, 16 octets). */
export function isUber(input: DetectorInput, start: number): boolean {
  const reader = javaReader(input, start)
  reader.skip(8)
  const saltAt = reader.skip(SALT_BYTES)
  const rounds = reader.u32()
  if (reader.failed || rounds < UBER_ROUNDS[0] || rounds > UBER_ROUNDS[1]) return false
  const bodyBytes = (input.sizeBytes ?? Number.NaN) - reader.at
  if (!(bodyBytes >= 32) || bodyBytes % 16 !== 0) return false
  return looksRandom(bytesAt(input, saltAt, SALT_BYTES)) && looksRandom(bytesAt(input, reader.at, 32))
}
