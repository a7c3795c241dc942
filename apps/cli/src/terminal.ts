import { type Style, styleFor } from './text/style.ts'

/** Cells a line of text may take: what fits 80 columns fits everywhere, and long lines read badly. */
export const textRoom = 80

/** Colour only where the text goes to a terminal. */
export function outputStyle(out: string): Style {
  return styleFor(out === '' && process.stdout.isTTY === true, process.env)
}

/** Width for text: 80, or what a narrower terminal has. */
export function outputRoom(out: string): number {
  const columns = out === '' && process.stdout.isTTY === true ? process.stdout.columns : textRoom
  return Math.max(40, Math.min(textRoom, columns || textRoom))
}
