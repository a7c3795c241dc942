import type { Cursor } from './cursor.ts'
import { type Dictionary, LzmaDecoder } from './lzma.ts'

const largestPiece = 2 << 20
/** Presets go to 64 MiB; more than this would hold more memory than a whole scan may. */
const largestDictionary = 128 << 20

function truncated(): Error {
  return new Error('unexpected end of file')
}

async function exactly(cursor: Cursor, count: number): Promise<Uint8Array> {
  const bytes = await cursor.take(count)
  if (bytes.length < count) throw truncated()
  return bytes
}

/** Dictionary size of the filter property of LZMA2 (the .xz file format, 5.3.1); throws where it is too large. */
export function dictionaryBytes(property: number): number {
  const bytes = property >= 40 ? 2 ** 32 : (2 | (property & 1)) * 2 ** (Math.floor(property / 2) + 11)
  if (bytes > largestDictionary) throw new Error('unsupported: a dictionary larger than 128 MiB')
  return bytes
}

/** Makes room for one more piece: grows with the output, then moves what matches may still need to the front. */
function makeRoom(dictionary: Dictionary, dictBytes: number, piece: number): void {
  if (dictionary.end + piece <= dictionary.bytes.length) return
  const kept = Math.min(dictionary.end, dictBytes)
  const wanted = Math.min(dictBytes + 2 * largestPiece, Math.max(2 * dictionary.bytes.length, kept + piece))
  if (wanted > dictionary.bytes.length) {
    const wider = new Uint8Array(wanted)
    wider.set(dictionary.bytes.subarray(dictionary.end - kept, dictionary.end))
    dictionary.bytes = wider
  } else dictionary.bytes.copyWithin(0, dictionary.end - kept, dictionary.end)
  dictionary.end = kept
}

/** The pieces of one LZMA2 stream; a piece is valid until the next one is asked for. */
export async function* decodeLzma2(cursor: Cursor, dictBytes: number): AsyncGenerator<Uint8Array> {
  const decoder = new LzmaDecoder()
  const dictionary: Dictionary = { bytes: new Uint8Array(1 << 16), end: 0, full: 0 }
  let ready = false
  for (;;) {
    const [control = 0] = await exactly(cursor, 1)
    if (control === 0) return
    if (control === 1 || control >= 0xe0) dictionary.full = 0
    if (control > 2 && control < 0x80) throw new Error('lzma data is damaged')
    const [high = 0, low = 0] = await exactly(cursor, 2)
    const outBytes = 1 + 256 * high + low + (control >= 0x80 ? (control & 0x1f) * 0x1_0000 : 0)
    makeRoom(dictionary, dictBytes, outBytes)
    const start = dictionary.end
    if (control < 0x80) {
      dictionary.bytes.set(await exactly(cursor, outBytes), start)
      dictionary.end += outBytes
      dictionary.full += outBytes
    } else {
      const [packedHigh = 0, packedLow = 0] = await exactly(cursor, 2)
      const reset = (control >> 5) & 3
      if (reset >= 2) {
        decoder.setProperties((await exactly(cursor, 1))[0] ?? 0)
        ready = true
      } else if (reset === 1) decoder.resetState()
      if (!ready) throw new Error('lzma data is damaged')
      decoder.decode(await exactly(cursor, 1 + 256 * packedHigh + packedLow), dictionary, outBytes)
    }
    yield dictionary.bytes.subarray(start, dictionary.end)
  }
}
