/** Cells that a character takes: marks none, wide East Asian forms two. */
function cells(code: number): number {
  if (code < 0x300) return 1
  if (code <= 0x36f || (code >= 0x20d0 && code <= 0x20ff) || (code >= 0xfe00 && code <= 0xfe0f)) return 0
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  return wide ? 2 : 1
}

/** Cells of a terminal that the text takes. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += cells(character.codePointAt(0) ?? 0)
  return width
}

function take(characters: readonly string[], room: number): string {
  let out = ''
  let width = 0
  for (const character of characters) {
    width += textWidth(character)
    if (width > room) break
    out += character
  }
  return out
}

/** Shortened at its end to `room` cells. */
export function cutEnd(text: string, room: number): string {
  return textWidth(text) <= room ? text : `${take([...text], room - 3).trimEnd()}...`
}

/** Shortened in its middle to `room` cells: of a path both the beginning and the name tell something. */
export function cutMiddle(text: string, room: number): string {
  if (textWidth(text) <= room) return text
  const characters = [...text]
  const tailRoom = Math.ceil((room - 3) * 0.6)
  const tail = [...take(characters.toReversed(), tailRoom)].toReversed().join('')
  return `${take(characters, room - 3 - tailRoom)}...${tail}`
}

/** Filled up with blanks to `room` cells. */
export function pad(text: string, room: number): string {
  return text + ' '.repeat(Math.max(0, room - textWidth(text)))
}

/** Broken at blanks into lines of at most `room` cells; later lines are indented. */
export function wrap(text: string, room: number, indent = ''): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && textWidth(longer) > room) {
      lines.push(line)
      line = `${indent}${word}`
    } else {
      line = longer
    }
  }
  return [...lines, line]
}
