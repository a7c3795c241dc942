import type { Converter } from './filtered.ts'

/** The delta filter (the .xz file format, 5.3.3): each byte is the difference to the one `distance` bytes before. */
export function createDelta(distance: number): Converter {
  const history = new Uint8Array(256)
  let at = 0
  return bytes => {
    for (let i = 0; i < bytes.length; i++) {
      const value = ((bytes[i] ?? 0) + (history[(at - distance) & 0xff] ?? 0)) & 0xff
      bytes[i] = value
      history[at & 0xff] = value
      at = (at + 1) & 0xff
    }
    return bytes.length
  }
}
