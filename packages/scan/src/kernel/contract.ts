/** One place where the bytes of a needle stand; nothing has been parsed yet. */
export interface Hit {
  /** Id of the needle, an index into `needles`. */
  readonly needle: number
  /** Offset of the needle's first byte. */
  readonly at: number
}

/**
 * Finds needles in one pass over every byte. Two implementations give the same hits for the same
 * bytes: the WebAssembly kernel and its slow twin in TypeScript.
 *
 * The caller puts bytes into `input` and calls `find(from, to, end)`: reported are needles whose first
 * byte lies in [from, to), confirmed with bytes up to `end`. A needle cut off by `end` is not reported,
 * so a caller with more bytes to come keeps an overlap of `lookAheadBytes`.
 */
export interface Kernel {
  /** The kernel's own memory: files are read straight into it. */
  readonly input: Uint8Array
  /** How far behind its first byte a needle, or the gate after it, may be looked at. */
  readonly lookAheadBytes: number
  /** Fills `hits` with pairs (offset in `input`, needle id) in ascending order; returns the number of pairs written.
   *  When `hits` is full it stops early: continue from the offset of the last hit + 1. */
  find(from: number, to: number, end: number): number
  readonly hits: Uint32Array
}
