import type { Location } from '@foreseen/facts'
import { printable } from '@foreseen/x509'
import { textWidth } from './width.ts'

/** A path in lines of at most `room` cells, broken before `!` and after `/` and never cut. */
export function pathLines(path: string, room: number, indent = '  '): string[] {
  const lines: string[] = []
  let line = ''
  for (const part of printable(path).split(/(?=!)|(?<=\/)/)) {
    if (line !== '' && textWidth(line + part) > room) {
      lines.push(line)
      line = indent + part
    } else {
      line += part
    }
  }
  return [...lines, line]
}

/** Offset, line, section and symbol: `@1024 line 12 .rodata kRoot`. */
export function spotText(at: Location): string {
  const line = at.line === undefined ? '' : ` line ${at.line}`
  const section = at.section === undefined ? '' : ` ${at.section}`
  const symbol = at.symbol === undefined ? '' : ` ${at.symbol}`
  return printable(`@${at.offset}${line}${section}${symbol}`)
}

/** A place as lines of at most `room` cells: the path whole, then where in it. */
export function placeLines(at: Location, room: number): string[] {
  const lines = pathLines(at.path, room)
  const spot = spotText(at)
  const last = lines.at(-1) ?? ''
  if (textWidth(last) + 1 + textWidth(spot) <= room) return [...lines.slice(0, -1), `${last} ${spot}`]
  return [...lines, `  ${spot}`]
}
