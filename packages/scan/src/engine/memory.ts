import type { Packed } from '../containers/contract.ts'
import { type ByteSource, readBytes } from '../source.ts'
import type { Recording } from './report.ts'

// Findings are some 300 bytes each: 40,000 are 12 MB.
const keptItems = 40_000
// Some 200 bytes each: 20 MB.
const keptEntries = 100_000
/** Members whose checksum and sizes agree and whose bytes do not: made on purpose, and not worth more than this. */
const mostAlike = 16

/** What most members hold, kept once. */
const nothing: Recording = { path: '', items: [], overflowed: false, bound: false }

/** A member that was met: how to tell whether another one is equal, and what was found in it. */
export interface Known {
  /** Digest of the packed bytes; undefined while they can be read again. */
  readonly digest: string | undefined
  /** Where the packed bytes are in the file that is scanned. */
  readonly start: number
  readonly sizeBytes: number
  /** Undefined while it is being scanned, and when too much was found to be kept. */
  recording: Recording | undefined
  isOpen: boolean
}

/** What equal members held, so that they are inflated once. */
export interface Memory {
  /** The equal member met before, or a new entry for this one; undefined when nothing more is learnt. */
  meet(
    identity: string,
    packed: Packed,
    container: ByteSource,
  ): { readonly known: Known; readonly isNew: boolean } | undefined
  remember(known: Known, recording: Recording): void
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/**
 * A memory that stops learning when it is full. A checksum is easily made to collide, so the packed bytes decide.
 * Those in the scanned file itself (`root`) are read again when a second member looks the same; of those that are
 * gone by then a digest is kept, which costs a tenth of inflating.
 */
export function createMemory(root: ByteSource, sha256: (bytes: Uint8Array) => string): Memory {
  const kept = new Map<string, Known | Known[]>()
  let items = 0
  let entries = 0
  const learn = (identity: string, known: Known, alike: readonly Known[]): boolean => {
    if (entries >= keptEntries || alike.length >= mostAlike) return false
    entries++
    kept.set(identity, alike.length === 0 ? known : [...alike, known])
    return true
  }
  return {
    meet(identity, packed, container) {
      if (!('source' in packed.bytes)) return undefined
      const { source } = packed.bytes
      const found = kept.get(identity)
      const alike = found === undefined ? [] : Array.isArray(found) ? found : [found]
      const isRoot = container === root
      let digest: string | undefined
      if (!isRoot || alike.length > 0) {
        const bytes = source.memory ?? readBytes(source, 0, source.sizeBytes)
        for (const known of alike) {
          if (known.digest === undefined) {
            if (sameBytes(readBytes(root, known.start, known.sizeBytes), bytes))
              return { known, isNew: false }
            continue
          }
          digest ??= sha256(bytes)
          if (digest === known.digest) return { known, isNew: false }
        }
        if (!isRoot) digest ??= sha256(bytes)
      }
      const at = { start: packed.start, sizeBytes: source.sizeBytes }
      const known = { digest: isRoot ? undefined : digest, ...at, recording: undefined, isOpen: false }
      return learn(identity, known, alike) ? { known, isNew: true } : undefined
    },
    remember(known, recording) {
      const size = recording.items.length
      if (recording.bound || items + size > keptItems) return
      items += size
      known.recording = size === 0 && !recording.overflowed ? nothing : recording
    },
  }
}
