/** Which bytes may stand at one position of a needle. `undefined`: any byte. */
export type ByteSet = ReadonlySet<number> | undefined

const element = /\s*(?:(\?\?)|([0-9a-f]{2})|(i?)'([^']*)'|\[([0-9a-f,\s-]+)\])/gy

function textSets(text: string, eitherCase: boolean): ByteSet[] {
  return Array.from(text, letter => {
    const code = letter.charCodeAt(0)
    const isLetter = /[A-Za-z]/.test(letter)
    return new Set(eitherCase && isLetter ? [code & 0xdf, code | 0x20] : [code])
  })
}

function listedSet(list: string): ByteSet {
  const bytes = new Set<number>()
  for (const part of list.split(',')) {
    const [first, last] = part.trim().split('-')
    const from = Number.parseInt(first ?? '', 16)
    const to = last === undefined ? from : Number.parseInt(last, 16)
    for (let byte = from; byte <= to; byte++) bytes.add(byte)
  }
  return bytes
}

/**
 * Parses the pattern language of `needles.ts` into one set of bytes for each position.
 * Throws on a pattern that is not in the language: the table of needles is part of the program.
 */
export function parsePattern(pattern: string): readonly ByteSet[] {
  const sets: ByteSet[] = []
  const source = pattern.trim()
  element.lastIndex = 0
  while (element.lastIndex < source.length) {
    const at = element.lastIndex
    const match = element.exec(source)
    if (match === null) throw new Error(`needle pattern, position ${at}: ${pattern}`)
    const [, any, byte, either, text, list] = match
    if (any !== undefined) sets.push(undefined)
    else if (byte !== undefined) sets.push(new Set([Number.parseInt(byte, 16)]))
    else if (list !== undefined) sets.push(listedSet(list))
    else sets.push(...textSets(text ?? '', either === 'i'))
  }
  return sets
}
