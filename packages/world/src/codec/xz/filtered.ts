/** Undoes a filter in place, from the beginning of `bytes`; returns how many bytes are done. The others come again. */
export type Converter = (bytes: Uint8Array) => number

/** Pieces with a filter undone; a piece is valid until the next one is asked for. What is too short for it stays as it is. */
export async function* filtered(
  pieces: AsyncIterable<Uint8Array>,
  convert: Converter,
): AsyncGenerator<Uint8Array> {
  let buffer = new Uint8Array(0)
  let left = 0
  for await (const piece of pieces) {
    const length = left + piece.length
    if (buffer.length < length) {
      const wider = new Uint8Array(length)
      wider.set(buffer.subarray(0, left))
      buffer = wider
    }
    buffer.set(piece, left)
    const done = convert(buffer.subarray(0, length))
    if (done > 0) yield buffer.subarray(0, done)
    buffer.copyWithin(0, done, length)
    left = length - done
  }
  if (left > 0) yield buffer.subarray(0, left)
}
