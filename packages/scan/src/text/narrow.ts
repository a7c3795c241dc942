/** Text in UTF-16 that has only octets' worth of characters, one octet each. */
export interface Narrowed {
  readonly text: Uint8Array
  /** Index in `text` of the character at which narrowing began. */
  readonly at: number
}

/**
 * Takes every second octet around `at` as long as the octets between are zero: at most `before` characters
 * backwards and `after` forwards. `at` is the octet that is not zero, so little and big endian look the same.
 */
export function narrowText(view: Uint8Array, at: number, before: number, after: number): Narrowed {
  let from = at
  let back = 0
  while (back < before && from >= 2 && view[from - 1] === 0 && view[from - 2] !== 0) {
    from -= 2
    back++
  }
  let to = at
  let count = back
  while (count < back + after && to < view.length && view[to] !== 0 && (view[to + 1] ?? 0) === 0) {
    to += 2
    count++
  }
  const text = new Uint8Array(count)
  for (let i = 0; i < count; i++) text[i] = view[from + 2 * i] ?? 0
  return { text, at: back }
}

/** Characters from `from` on up to and with the closing line: as many as are worth narrowing for one PEM block. */
export function charactersToClosing(view: Uint8Array, from: number, max: number): number {
  for (let count = 0; count < max; count++) {
    const at = from + 2 * count
    if ((view[at] ?? 0) === 0 || (view[at + 1] ?? 0) !== 0) return count
    // Four dashes: the closing line, or the next opening line where this block has none.
    if (view[at] === 0x2d && view[at + 2] === 0x2d && view[at + 4] === 0x2d && view[at + 6] === 0x2d)
      return count + 96
  }
  return max
}
