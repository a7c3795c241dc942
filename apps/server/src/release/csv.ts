import { Refusal } from '../http/refusal.ts'

/** One record of a CSV with the line on which it begins. */
export interface CsvRow {
  readonly line: number
  readonly fields: readonly string[]
}

const wrong = (line: number, detail: string): Refusal =>
  new Refusal('server-invalid', 'The CSV cannot be read, so nothing of it was taken in.', {
    parts: [{ at: `body/${line}`, detail }],
  })

/** A field in quotes from its first quote on: its text, and where it ends. */
function quotedField(text: string, from: number, line: number): readonly [field: string, end: number] {
  let field = ''
  let at = from + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) throw wrong(line, 'A quote is opened here and never closed.')
    field += text.slice(at, quote)
    if (text[quote + 1] !== '"') return [field, quote + 1]
    field += '"'
    at = quote + 2
  }
}

function plainField(text: string, from: number, line: number): readonly [field: string, end: number] {
  let end = from
  while (end < text.length && !/[,\r\n]/.test(text[end] ?? '')) end++
  const field = text.slice(from, end)
  if (field.includes('"')) throw wrong(line, 'A quote stands within a field that does not begin with one.')
  return [field, end]
}

/** Length of a line end at a place; 0 where there is none. A lone CR ended lines long ago. */
const lineEnd = (text: string, at: number): number =>
  text[at] === '\r' ? (text[at + 1] === '\n' ? 2 : 1) : text[at] === '\n' ? 1 : 0

const linesIn = (text: string): number => text.split(/\r\n|\r|\n/).length - 1

/**
 * Records of a CSV (RFC 4180): fields in quotes may hold commas, line ends and doubled quotes; a byte order mark and
 * empty lines are passed over. Errors: `server-invalid` with the line.
 */
export function* csvRows(source: string): Generator<CsvRow, void, undefined> {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source
  let line = 1
  let at = 0
  while (at < text.length) {
    const begin = line
    const fields: string[] = []
    for (;;) {
      const [field, end] = text[at] === '"' ? quotedField(text, at, line) : plainField(text, at, line)
      fields.push(field)
      line += linesIn(text.slice(at, end))
      at = end
      if (text[at] !== ',') break
      at++
    }
    const end = lineEnd(text, at)
    if (end === 0 && at < text.length) throw wrong(line, 'Something follows a closing quote.')
    at += end
    line++
    if (fields.length > 1 || fields[0] !== '') yield { line: begin, fields }
  }
}
