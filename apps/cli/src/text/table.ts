import { cutEnd, cutMiddle, pad, textWidth } from './width.ts'

export interface Column {
  readonly head: string
  /** Never narrower than this. */
  readonly least: number
  /** Shortened when the table is too wide; of several, the widest first. */
  readonly shrinks: boolean
  readonly cut: 'end' | 'middle'
  readonly align: 'left' | 'right'
}

/** A column with the usual standards. */
export function column(head: string, other: Partial<Column> = {}): Column {
  return { head, least: Math.min(4, head.length), shrinks: false, cut: 'end', align: 'left', ...other }
}

function widths(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  room: number,
  gap: number,
): number[] {
  const wide = columns.map((item, index) =>
    Math.max(textWidth(item.head), ...rows.map(row => textWidth(row[index] ?? ''))),
  )
  let over = wide.reduce((sum, width) => sum + width + gap, -gap) - room
  while (over > 0) {
    let widest = -1
    columns.forEach((item, index) => {
      const width = wide[index] ?? 0
      if (item.shrinks && width > item.least && width > (wide[widest] ?? 0)) widest = index
    })
    if (widest < 0) break
    wide[widest] = (wide[widest] ?? 0) - 1
    over--
  }
  return wide
}

/** Rows in aligned columns within `room` cells; the first line is the head. Lines carry no blanks at their end. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  room: number,
  gap = 2,
): string[] {
  const wide = widths(columns, rows, room, gap)
  const line = (cells: readonly string[]): string =>
    columns
      .map((item, index) => {
        const width = wide[index] ?? 0
        const text = (item.cut === 'end' ? cutEnd : cutMiddle)(cells[index] ?? '', width)
        return item.align === 'left'
          ? pad(text, width)
          : ' '.repeat(Math.max(0, width - textWidth(text))) + text
      })
      .join(' '.repeat(gap))
      .trimEnd()
  return [line(columns.map(item => item.head)), ...rows.map(line)]
}
