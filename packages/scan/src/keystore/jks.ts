import type { DetectorInput } from '../detectors/contract.ts'
import { bytesAt } from '../structure/enclosing.ts'
import { type JavaReader, javaReader } from './java-reader.ts'
import { type JavaStore, MAX_ENTRIES, readChain, readStored, type StoreEntry } from './java-store.ts'

const KEY = 1
const CERTIFICATE = 2
const SECRET = 3
// SHA-1 over the password, a phrase and all that stands before (JavaKeyStore.java of OpenJDK).
const DIGEST_BYTES = 20
const HEADER_BYTES = 12
// A serialised secret is some hundred octets; the next entry is looked for within this.
const MAX_SECRET_BYTES = 0x4000

function readEntry(reader: JavaReader, input: DetectorInput, version: number): StoreEntry | undefined {
  const start = reader.at
  const tag = reader.u32()
  const alias = reader.text()
  const createdMs = reader.milliseconds()
  if (reader.failed || Number.isNaN(createdMs)) return undefined
  const entry = { alias, createdMs, start, keyIsOpen: false }
  const hasType = version === 2
  if (tag === KEY) {
    const length = reader.u32()
    const keyStart = reader.skip(length)
    const keyEnd = reader.at
    const certificates = readChain(reader, input, hasType)
    if (certificates === undefined) return undefined
    return { ...entry, kind: 'private-key', keyStart, keyEnd, certificates, end: reader.at }
  }
  const none = { keyStart: reader.at, keyEnd: reader.at }
  if (tag === CERTIFICATE) {
    const one = readStored(reader, input, hasType)
    if (reader.failed) return undefined
    return { ...entry, ...none, kind: 'certificate', certificates: one ? [one] : [], end: reader.at }
  }
  if (tag !== SECRET) return undefined
  reader.skip(secretLength(input, reader.at, version))
  return reader.failed ? undefined : { ...entry, ...none, kind: 'secret', certificates: [], end: reader.at }
}

/** JCEKS writes secrets as serialised objects without a length: they end where the next entry or the digest begins. */
function secretLength(input: DetectorInput, start: number, version: number): number {
  const view = bytesAt(input, start, MAX_SECRET_BYTES).slice()
  for (let at = 0; at + HEADER_BYTES < view.length; at++) {
    const tag = view[at + 3] ?? 0
    const isHead = view[at] === 0 && view[at + 1] === 0 && view[at + 2] === 0 && tag >= KEY && tag <= SECRET
    if (isHead && isEntryHead(input, start + at, version)) return at
  }
  return Math.max(0, view.length - DIGEST_BYTES)
}

function isEntryHead(input: DetectorInput, start: number, version: number): boolean {
  const reader = javaReader(input, start)
  const tag = reader.u32()
  const alias = reader.text()
  const createdMs = reader.milliseconds()
  if (reader.failed || alias === '' || !(createdMs > 631_152_000_000)) return false
  if (tag === SECRET) return reader.u32() === 0xaced0005
  return tag === KEY || (version === 2 && /^X\.?509$/i.test(reader.text()))
}

/** Reads a JKS or JCEKS store at `start`: its certificates are in clear, its keys closed. */
export function readJks(input: DetectorInput, start: number): JavaStore | undefined {
  const reader = javaReader(input, start + 4)
  const version = reader.u32()
  const count = reader.u32()
  if (reader.failed || (version !== 1 && version !== 2) || count > MAX_ENTRIES) return undefined
  const entries: StoreEntry[] = []
  let end = reader.at
  while (entries.length < count) {
    const entry = readEntry(reader, input, version)
    if (entry === undefined) break
    entries.push(entry)
    end = entry.end
  }
  if (entries.length < count) return entries.length === 0 ? undefined : { end, entries, complete: false }
  const hasDigest = bytesAt(input, end, DIGEST_BYTES).length === DIGEST_BYTES
  if (!hasDigest && count === 0) return undefined
  return { end: hasDigest ? end + DIGEST_BYTES : end, entries, complete: hasDigest }
}
