/** A string of the pool, with the place of its octets in the document. */
interface PoolString {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** What a compiled Android XML document says, in order. */
export type AxmlEvent =
  | { readonly type: 'start'; readonly name: string; readonly attributes: Readonly<Record<string, string>> }
  | { readonly type: 'end'; readonly name: string }
  | { readonly type: 'text'; readonly value: PoolString }

// ResourceTypes.h of Android: chunk types.
const XML = 0x0003
const STRING_POOL = 0x0001
const START_ELEMENT = 0x0102
const END_ELEMENT = 0x0103
const CDATA = 0x0104
const UTF8_FLAG = 0x100
const NO_STRING = 0xffff_ffff
const TYPE_BOOLEAN = 0x12
const MAX_STRINGS = 100_000
const MAX_EVENTS = 200_000
const MAX_ATTRIBUTES = 256

const u16 = (view: DataView, at: number): number =>
  at >= 0 && at + 2 <= view.byteLength ? view.getUint16(at, true) : 0
const u32 = (view: DataView, at: number): number =>
  at >= 0 && at + 4 <= view.byteLength ? view.getUint32(at, true) : 0

/** Length prefix of the pool: one unit, or two when the top bit is set. */
function lengthAt(view: DataView, at: number, wide: boolean): { length: number; next: number } {
  if (wide) {
    const first = u16(view, at)
    return first & 0x8000
      ? { length: ((first & 0x7fff) << 16) | u16(view, at + 2), next: at + 4 }
      : { length: first, next: at + 2 }
  }
  const octet = (i: number): number => (i < view.byteLength ? view.getUint8(i) : 0)
  const first = octet(at)
  return first & 0x80
    ? { length: ((first & 0x7f) << 8) | octet(at + 1), next: at + 2 }
    : { length: first, next: at + 1 }
}

function stringAt(bytes: Uint8Array, view: DataView, at: number, wide: boolean): PoolString {
  const first = lengthAt(view, at, wide)
  // UTF-8 pools write the length in characters, then the length in octets.
  const { length, next } = wide ? first : lengthAt(view, first.next, false)
  const end = Math.min(next + (wide ? 2 * length : length), bytes.length)
  return {
    text: new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(bytes.subarray(next, end)),
    start: next,
    end,
  }
}

function readPool(bytes: Uint8Array, view: DataView, at: number): (index: number) => PoolString | undefined {
  const count = Math.min(u32(view, at + 8), MAX_STRINGS)
  const wide = (u32(view, at + 16) & UTF8_FLAG) === 0
  const strings = at + u32(view, at + 20)
  const indices = at + u16(view, at + 2)
  return index =>
    index < count ? stringAt(bytes, view, strings + u32(view, indices + 4 * index), wide) : undefined
}

function readAttributes(
  view: DataView,
  at: number,
  pool: (index: number) => PoolString | undefined,
): Record<string, string> {
  const attributes: Record<string, string> = {}
  const body = at + u16(view, at + 2)
  const entryBytes = u16(view, body + 10)
  const count = Math.min(u16(view, body + 12), MAX_ATTRIBUTES)
  for (let i = 0; i < count && entryBytes >= 20; i++) {
    const entry = body + u16(view, body + 8) + i * entryBytes
    const name = pool(u32(view, entry + 4))?.text
    const raw = u32(view, entry + 8)
    const isBoolean = u32(view, entry + 12) >>> 24 === TYPE_BOOLEAN
    if (name === undefined) continue
    attributes[name] = isBoolean
      ? String(u32(view, entry + 16) !== 0)
      : raw === NO_STRING
        ? ''
        : (pool(raw)?.text ?? '')
  }
  return attributes
}

/** Events of the compiled XML in `bytes`; empty when it is none. Chunks that lie end the reading. */
export function readAxml(bytes: Uint8Array): AxmlEvent[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (u16(view, 0) !== XML || u16(view, 2) !== 8) return []
  const end = Math.min(u32(view, 4), bytes.length)
  const events: AxmlEvent[] = []
  let pool: (index: number) => PoolString | undefined = () => undefined
  for (let at = 8; at + 8 <= end && events.length < MAX_EVENTS; ) {
    const type = u16(view, at)
    const sizeBytes = u32(view, at + 4)
    const body = at + u16(view, at + 2)
    if (sizeBytes < 8 || at + sizeBytes > end) break
    if (type === STRING_POOL) pool = readPool(bytes, view, at)
    if (type === START_ELEMENT || type === END_ELEMENT) {
      const name = pool(u32(view, body + 4))?.text ?? ''
      events.push(
        type === END_ELEMENT
          ? { type: 'end', name }
          : { type: 'start', name, attributes: readAttributes(view, at, pool) },
      )
    }
    const value = type === CDATA ? pool(u32(view, body)) : undefined
    if (value !== undefined) events.push({ type: 'text', value })
    at += sizeBytes
  }
  return events
}
