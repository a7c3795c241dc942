import { createHash } from 'node:crypto'
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import type { SignatureVerdict, VerdictMemo } from '@foreseen/x509'
import { headerBytes, parseHeader } from './cache-header.ts'

/** What a verdict depends on beside its octets: how schemes are read here, and the library that does the arithmetic. */
const version = `foreseen-verdicts-1 openssl ${process.versions.openssl}`
const headBytes = 128
const idBytes = 32
const entryBytes = idBytes + 1
/** 2 MB; a scan of a whole machine asks for about a thousand. */
const maxEntries = 65_536

/** Verdicts of signatures that stand behind the rest of a cache's file. */
export interface VerdictFile extends VerdictMemo {
  /** Writes when there is something new and the file is a cache; throws the system's error. */
  save(): void
}

const codes: Readonly<Record<Exclude<SignatureVerdict, 'unsupported'>, number>> = { valid: 1, invalid: 2 }
const verdictOf: readonly (SignatureVerdict | undefined)[] = [undefined, 'valid', 'invalid']

/** Version, checksum of the entries, and blanks. */
function headOf(entries: Uint8Array): Buffer {
  const head = Buffer.alloc(headBytes, ' ')
  head.write(`${version} ${createHash('sha256').update(entries).digest('base64')}`, 'latin1')
  return head
}

/** Where verdicts begin in an open cache; undefined when it is no cache. */
function placeIn(fd: number): number | undefined {
  const header = Buffer.alloc(headerBytes)
  if (readSync(fd, header, 0, headerBytes, 0) < headerBytes) return undefined
  const place = parseHeader(header)?.bodyBytes
  return place !== undefined && place <= fstatSync(fd).size ? place : undefined
}

function readSection(fd: number): Buffer | undefined {
  const place = placeIn(fd)
  if (place === undefined) return undefined
  const size = fstatSync(fd).size - place
  if (size < headBytes || size > headBytes + maxEntries * entryBytes) return undefined
  const section = Buffer.alloc(size)
  return readSync(fd, section, 0, size, place) === size ? section : undefined
}

/** All verdicts or none: one damaged octet says nothing about where the others are. */
function parseSection(section: Buffer | undefined): Map<string, SignatureVerdict> {
  const verdicts = new Map<string, SignatureVerdict>()
  const entries = section?.subarray(headBytes)
  if (section === undefined || entries === undefined || entries.length % entryBytes !== 0) return verdicts
  if (!headOf(entries).equals(section.subarray(0, headBytes))) return verdicts
  for (let at = 0; at < entries.length; at += entryBytes) {
    const verdict = verdictOf[entries[at + idBytes] ?? 0]
    if (verdict !== undefined) verdicts.set(entries.toString('latin1', at, at + idBytes), verdict)
  }
  return verdicts
}

function load(path: string): Map<string, SignatureVerdict> {
  let fd: number | undefined
  try {
    fd = openSync(path, 'r')
    return parseSection(readSection(fd))
  } catch {
    return new Map()
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}

function formatEntries(verdicts: ReadonlyMap<string, SignatureVerdict>): Buffer {
  const entries = Buffer.alloc(Math.min(verdicts.size, maxEntries) * entryBytes)
  let at = 0
  for (const [id, verdict] of verdicts) {
    if (at === entries.length) break
    entries.write(id, at, idBytes, 'latin1')
    entries[at + idBytes] = verdict === 'unsupported' ? 0 : codes[verdict]
    at += entryBytes
  }
  return entries
}

/** In place: whoever reads it half written finds another checksum, and the rest of the file is not touched. */
function write(path: string, verdicts: ReadonlyMap<string, SignatureVerdict>): void {
  const fd = openSync(path, 'r+')
  try {
    const place = placeIn(fd)
    if (place === undefined) return
    const entries = formatEntries(verdicts)
    const section = Buffer.concat([headOf(entries), entries])
    ftruncateSync(fd, place)
    for (let at = 0; at < section.length; ) at += writeSync(fd, section, at, section.length - at, place + at)
  } finally {
    closeSync(fd)
  }
}

/**
 * Verdicts of signatures remembered in the file of a cache, to be opened when the scan has saved it. A section that is
 * damaged, or of another version or library, counts as none.
 */
export function openVerdictFile(path: string): VerdictFile {
  const stored = load(path)
  // Those that were asked for stand first, so that the bound drops those that nobody asks for.
  const used = new Map<string, SignatureVerdict>()
  let isChanged = false
  return {
    load(id) {
      const verdict = used.get(id) ?? stored.get(id)
      if (verdict !== undefined) used.set(id, verdict)
      return verdict
    },
    store(id, verdict) {
      isChanged = true
      used.set(id, verdict)
    },
    save() {
      if (isChanged) write(path, new Map([...used, ...stored]))
    },
  }
}
