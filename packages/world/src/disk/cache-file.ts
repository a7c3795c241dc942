import { createHash, randomBytes, scryptSync } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { detectors, needles } from '@foreseen/scan'
import type { Cache, FileKey, Remembered } from './cache.ts'
import { buildTable, findRow, type KeyTable, rowFields } from './cache-table.ts'
import type { EngineSetup } from './engine-port.ts'

const format = 'foreseen-cache-1'
const headerBytes = 256
/** A table beyond this is not ours, or not worth its memory. */
const maxSlots = 20_000_000

interface Header {
  readonly format: string
  readonly salt: string
  /** Digest of all that decides what a scan says. */
  readonly setting: string
  readonly slots: number
}

interface Loaded {
  readonly salt: string
  readonly table: KeyTable
  /** Values, each as JSON behind its length in four bytes. */
  readonly values: Buffer
}

/** Digest of needles, detectors and options; passwords go in so that the file does not help to guess them. */
function settingOf(setup: EngineSetup, salt: string): string {
  const secret =
    setup.passwords.length === 0 ? '' : scryptSync(JSON.stringify(setup.passwords), salt, 32).toString('hex')
  const parts = [needles, detectors.map(({ id }) => id), setup.limits, secret]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

function isHeader(value: unknown): value is Header {
  return (
    typeof value === 'object' &&
    value !== null &&
    'format' in value &&
    value.format === format &&
    'salt' in value &&
    typeof value.salt === 'string' &&
    'setting' in value &&
    'slots' in value &&
    Number.isSafeInteger(value.slots)
  )
}

function parseHeader(bytes: Buffer): Header | undefined {
  try {
    const header: unknown = JSON.parse(bytes.toString('latin1', 0, headerBytes))
    return isHeader(header) ? header : undefined
  } catch {
    return undefined
  }
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
  if (header === undefined || header.slots < 1 || header.slots > maxSlots) return undefined
  const tableBytes = header.slots * rowFields * 8
  if (bytes.length < headerBytes + tableBytes || header.setting !== settingOf(setup, header.salt))
    return undefined
  const cells = new Float64Array(header.slots * rowFields)
  new Uint8Array(cells.buffer).set(bytes.subarray(headerBytes, headerBytes + tableBytes))
  return {
    salt: header.salt,
    table: { cells, slots: header.slots },
    values: bytes.subarray(headerBytes + tableBytes),
  }
}

function pack(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString('base64') } : value
}

function unpack(_: string, value: unknown): unknown {
  const isPacked =
    typeof value === 'object' && value !== null && '$bytes' in value && typeof value.$bytes === 'string'
  return isPacked ? new Uint8Array(Buffer.from(String(value.$bytes), 'base64')) : value
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
    const value: unknown = JSON.parse(values.toString('utf8', place + 3, place + 3 + size), unpack)
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

/** Rows and values of the next cache, growing. */
function createDraft() {
  let rows = new Float64Array(rowFields * 1024)
  let count = 0
  const values: Buffer[] = []
  let size = 0
  return {
    add(key: FileKey, value: Remembered | 'clean'): void {
      if (rows.length < (count + 1) * rowFields) {
        const wider = new Float64Array(rows.length * 2)
        wider.set(rows)
        rows = wider
      }
      const place = value === 'clean' ? 0 : size + 1
      rows.set([key.dev, key.ino, key.size, key.mtimeMs, key.ctimeMs, place], count++ * rowFields)
      if (value === 'clean') return
      const json = Buffer.from(JSON.stringify(value, pack))
      const length = Buffer.alloc(4)
      length.writeUInt32LE(json.length)
      values.push(length, json)
      size += 4 + json.length
    },
    table: () => buildTable(rows, count),
    values,
  }
}

/** A cache in one file, replaced whole by `save`; a file of another setting counts as empty. */
export function openFileCache(path: string, setup: EngineSetup): Cache {
  const loaded = load(path, setup)
  const salt = loaded?.salt ?? randomBytes(16).toString('hex')
  const draft = createDraft()
  let isChanged = false
  let kept = 0
  return {
    load(key) {
      const place = loaded === undefined ? undefined : findRow(loaded.table, key)
      if (loaded === undefined || place === undefined) return undefined
      const value = place === 0 ? 'clean' : readValue(loaded.values, place)
      if (value === undefined) return undefined
      kept++
      draft.add(key, value)
      return value
    },
    store(key, value) {
      isChanged = true
      draft.add(key, value)
    },
    save() {
      if (!isChanged && kept > 0) return
      const { cells, slots } = draft.table()
      const header: Header = { format, salt, setting: settingOf(setup, salt), slots }
      const head = Buffer.alloc(headerBytes, ' ')
      head.write(JSON.stringify(header), 'latin1')
      writeWhole(path, [head, new Uint8Array(cells.buffer), ...draft.values])
    },
  }
}
