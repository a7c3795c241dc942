import { createHash, randomBytes, scryptSync } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { detectors, needles } from '@foreseen/scan'
import type { Cache, FileKey, Remembered } from './cache.ts'
import { formatHeader, headerBytes, parseHeader } from './cache-header.ts'
import { buildTable, findSlot, type KeyTable, keyAt, placeAt, rowFields } from './cache-table.ts'
import type { EngineSetup } from './engine-port.ts'

interface Loaded {
  readonly salt: string
  readonly table: KeyTable
  /** Values, each as JSON behind its length in four bytes. */
  readonly values: Buffer
  /** Verdicts of signatures, as they stand behind the values. */
  readonly behind: Buffer
}

/** Digest of needles, detectors and options; passwords go in so that the file does not help to guess them. */
function settingOf(setup: EngineSetup, salt: string): string {
  const secret =
    setup.passwords.length === 0 ? '' : scryptSync(JSON.stringify(setup.passwords), salt, 32).toString('hex')
  const parts = [needles, detectors.map(({ id }) => id), setup.limits, secret]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** The table where it stands in the file's bytes, copied only where it cannot be looked at in place. */
function cellsIn(bytes: Buffer, tableBytes: number): Float64Array {
  const at = bytes.byteOffset + headerBytes
  if (at % Float64Array.BYTES_PER_ELEMENT === 0) return new Float64Array(bytes.buffer, at, tableBytes / 8)
  return new Float64Array(new Uint8Array(bytes.subarray(headerBytes, headerBytes + tableBytes)).buffer)
}

/** What the file holds, when it is ours, whole, and of the same setting. */
function load(path: string, setup: EngineSetup): Loaded | undefined {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch {
    return undefined
  }
  const header = parseHeader(bytes)
  if (header === undefined || header.bodyBytes > bytes.length) return undefined
  const tableBytes = header.slots * rowFields * 8
  if (header.bodyBytes < headerBytes + tableBytes || header.setting !== settingOf(setup, header.salt))
    return undefined
  return {
    salt: header.salt,
    table: { cells: cellsIn(bytes, tableBytes), slots: header.slots },
    values: bytes.subarray(headerBytes + tableBytes, header.bodyBytes),
    behind: bytes.subarray(header.bodyBytes),
  }
}

function pack(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString('base64') } : value
}

/** Puts bytes back where `pack` took them from; a reviver of JSON.parse costs five times as much. */
function unpack(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('$bytes' in value && typeof value.$bytes === 'string')
    return new Uint8Array(Buffer.from(value.$bytes, 'base64'))
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'object' && inner !== null) Object.assign(value, { [name]: unpack(inner) })
  }
  return value
}

function isRemembered(value: unknown): value is Remembered {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    typeof value.path === 'string' &&
    'events' in value &&
    Array.isArray(value.events)
  )
}

/** The value behind its length, from 1 on; undefined when the file is damaged there. */
function readValue(values: Buffer, place: number): Remembered | undefined {
  try {
    const size = values.readUInt32LE(place - 1)
    const value = unpack(JSON.parse(values.toString('utf8', place + 3, place + 3 + size)))
    return isRemembered(value) ? value : undefined
  } catch {
    return undefined
  }
}

function writeWhole(path: string, parts: readonly Uint8Array[]): void {
  const beside = `${path}.${process.pid}.part`
  try {
    const fd = openSync(beside, 'wx', 0o600)
    try {
      for (const part of parts) for (let at = 0; at < part.length; ) at += writeSync(fd, part, at)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(beside, path)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}

/** The value with its length in front, as it stands in the file. */
function rawValue(values: Buffer, place: number): Buffer {
  return values.subarray(place - 1, place + 3 + values.readUInt32LE(place - 1))
}

/** Rows and values of the next cache, growing. */
interface Draft {
  /** `raw` is the value with its length in front; none for a clean file. */
  add(key: FileKey, raw: Buffer | undefined): void
  table(): KeyTable
  readonly values: readonly Buffer[]
}

function createDraft(): Draft {
  let rows = new Float64Array(rowFields * 1024)
  let count = 0
  const values: Buffer[] = []
  let size = 0
  return {
    add({ dev, ino, size: sizeBytes, mtimeMs, ctimeMs }: FileKey, raw: Buffer | undefined): void {
      if (rows.length < (count + 1) * rowFields) {
        const wider = new Float64Array(rows.length * 2)
        wider.set(rows)
        rows = wider
      }
      rows.set([dev, ino, sizeBytes, mtimeMs, ctimeMs, raw === undefined ? 0 : size + 1], count++ * rowFields)
      if (raw === undefined) return
      values.push(raw)
      size += raw.length
    },
    table: () => buildTable(rows, count),
    values,
  }
}

function packed(value: Remembered | 'clean'): Buffer | undefined {
  if (value === 'clean') return undefined
  const json = Buffer.from(JSON.stringify(value, pack))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  return Buffer.concat([length, json])
}

function keep({ table, values }: Loaded, slots: readonly number[], draft: Draft): void {
  for (const slot of slots) {
    const place = placeAt(table, slot)
    draft.add(keyAt(table, slot), place === 0 ? undefined : rawValue(values, place))
  }
}

/** A cache in one file, replaced whole by `save`; a file of another setting counts as empty. */
export function openFileCache(path: string, setup: EngineSetup): Cache {
  const loaded = load(path, setup)
  const salt = loaded?.salt ?? randomBytes(16).toString('hex')
  const draft = createDraft()
  // Slots of the loaded table that were asked for and still hold: they go over as they are, if anything is written.
  const kept: number[] = []
  let isChanged = false
  return {
    load(key) {
      const slot = loaded === undefined ? undefined : findSlot(loaded.table, key)
      if (loaded === undefined || slot === undefined) return undefined
      const place = placeAt(loaded.table, slot)
      const value = place === 0 ? 'clean' : readValue(loaded.values, place)
      if (value !== undefined) kept.push(slot)
      return value
    },
    store(key, value) {
      isChanged = true
      draft.add(key, packed(value))
    },
    save() {
      if (loaded !== undefined && !isChanged && kept.length > 0) return
      if (loaded !== undefined) keep(loaded, kept, draft)
      const { cells, slots } = draft.table()
      const table = new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength)
      const bodyBytes = draft.values.reduce((sum, raw) => sum + raw.length, headerBytes + table.length)
      const head = formatHeader({ salt, setting: settingOf(setup, salt), slots, bodyBytes })
      writeWhole(path, [head, table, ...draft.values, ...(loaded === undefined ? [] : [loaded.behind])])
    },
  }
}
