import type { ByteStream } from '../containers/contract.ts'
import type { ByteSource } from '../source.ts'
import type { Ground } from './ground.ts'
import { countNewlines, looksLikeText } from './lines.ts'
import { createRawSearch, type Soil } from './raw.ts'
import { searchBlock } from './search.ts'
import type { Spot } from './spot.ts'

const windowBytes = 4 << 20
/** Kept before the bytes still to be searched: what a detector may look back at. */
const behindBytes = 256 << 10
/** Kept after them: what a detector may read on from a hit. */
const aheadBytes = 1 << 20

interface Window {
  readonly bytes: Uint8Array
  base: number
  filled: number
  ended: boolean
  /** Newlines before `base`. */
  lines: number
}

function windowSource(window: Window): ByteSource {
  return {
    get sizeBytes() {
      return window.base + window.filled
    },
    readInto(at, into) {
      const from = at - window.base
      if (from < 0 || from >= window.filled) return 0
      const part = window.bytes.subarray(from, Math.min(window.filled, from + into.length))
      into.set(part)
      return part.length
    },
  }
}

function windowGround(window: Window, path: string): Ground {
  let starved = false
  return {
    path,
    source: windowSource(window),
    get sizeBytes() {
      return window.ended ? window.base + window.filled : undefined
    },
    starved() {
      const was = starved
      starved = false
      return was
    },
    bytes(at, lengthBytes) {
      const from = Math.max(0, at)
      const limit = window.base + window.filled
      if (from < window.base || (at + lengthBytes > limit && !window.ended)) starved = true
      const start = Math.min(Math.max(from, window.base), limit)
      const end = Math.max(start, Math.min(at + lengthBytes, limit))
      return { view: window.bytes.subarray(start - window.base, end - window.base), start }
    },
  }
}

function windowSpot(window: Window, outer: Spot): Spot {
  let isText: boolean | undefined
  return {
    ...outer,
    locate({ start, end }) {
      isText ??= looksLikeText(window.bytes.subarray(0, Math.min(4096, window.filled)))
      const before = window.bytes.subarray(0, Math.max(0, start - window.base))
      const line = isText ? { line: 1 + window.lines + countNewlines(before) } : {}
      return { path: outer.path, offset: start, lengthBytes: end - start, ...line }
    },
  }
}

function advance(window: Window, to: number): void {
  const drop = Math.max(0, to - behindBytes - window.base)
  window.lines += countNewlines(window.bytes.subarray(0, drop))
  window.bytes.copyWithin(0, drop, window.filled)
  window.base += drop
  window.filled -= drop
}

/** Searches a stream of any length while holding only a window of it. `start` is the offset of its first byte. */
export async function searchStream(soil: Soil, stream: ByteStream, spot: Spot, start = 0): Promise<void> {
  const window = { bytes: new Uint8Array(windowBytes), base: start, filled: 0, ended: false, lines: 0 }
  const ground = windowGround(window, spot.path)
  const search = createRawSearch(soil, ground, windowSpot(window, spot))
  let searched = start
  const run = async (to: number): Promise<void> => {
    if (searched === 0) await search.start()
    for (let at = searched; at < to; ) {
      const { pairs, next } = searchBlock(soil.kernel, ground.source, at, to)
      for (let i = 0; i < pairs.length; i += 2) {
        const pending = search.hit(pairs[i + 1] ?? -1, pairs[i] ?? 0)
        if (pending !== undefined) await pending
      }
      at = next
    }
    searched = Math.max(searched, to)
  }
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + windowBytes - window.filled)
      window.bytes.set(part, window.filled)
      window.filled += part.length
      at += part.length
      if (window.filled < windowBytes) continue
      await run(window.base + window.filled - aheadBytes)
      advance(window, searched)
    }
  }
  window.ended = true
  await run(window.base + window.filled)
}
