/** What a file of install counts says, before it is sent: the server reads it again and is the one that decides. */

/** Columns in the order that the server takes. */
export const installColumns = ['product', 'version', 'platform', 'at', 'count'] as const

/** The server's own limit of a body that is read whole. */
const mostBytes = 1_000_000

export interface InstallRow {
  /** Line of the file, from 1. */
  readonly line: number
  readonly product: string
  readonly version: string
  readonly platform: string
  readonly at: string
  readonly count: number
}

export interface InstallTrouble {
  /** 0: the whole file. */
  readonly line: number
  readonly detail: string
}

export interface InstallFile {
  readonly rows: readonly InstallRow[]
  readonly troubles: readonly InstallTrouble[]
}

interface Line {
  readonly line: number
  readonly fields: readonly string[]
}

/** RFC 4180: fields in quotes may hold commas, line ends and doubled quotes. An open quote at the end is a trouble. */
function recordsOf(text: string): { readonly records: readonly Line[]; readonly open: number } {
  const records: Line[] = []
  let fields: string[] = []
  let field = ''
  let quoted = 0
  let line = 1
  let started = 1
  const close = (): void => {
    records.push({ line: started, fields: [...fields, field] })
    fields = []
    field = ''
    started = line
  }
  for (let index = 0; index < text.length; index++) {
    const letter = text[index]
    if (letter === '\n') line++
    if (quoted > 0) {
      if (letter !== '"') field += letter
      else if (text[index + 1] === '"') {
        field += '"'
        index++
      } else quoted = 0
    } else if (letter === '"' && field === '') quoted = line
    else if (letter === ',') {
      fields.push(field)
      field = ''
    } else if (letter === '\n') close()
    else if (letter !== '\r' || text[index + 1] !== '\n') field += letter
  }
  if (field !== '' || fields.length > 0) close()
  return { records: records.filter(({ fields }) => fields.join('').trim() !== ''), open: quoted }
}

/** A day, or a moment with its zone. */
const isTime = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text) &&
  !Number.isNaN(Date.parse(text))

function rowOf({ line, fields }: Line): InstallRow | InstallTrouble {
  const [product = '', version = '', platform = '', at = '', count = ''] = fields.map(field => field.trim())
  if (fields.length !== installColumns.length) {
    return { line, detail: `${fields.length} fields where ${installColumns.length} are expected` }
  }
  if (product === '') return { line, detail: 'no product' }
  if (version === '') return { line, detail: 'no version' }
  if (!isTime(at)) return { line, detail: `${quote(at)} is no day: write 2026-12-01` }
  if (!/^\d{1,15}$/.test(count)) return { line, detail: `${quote(count)} is no whole number` }
  return { line, product, version, platform, at, count: Number(count) }
}

const quote = (text: string): string => JSON.stringify(text.slice(0, 40))

/** Reads a file of install counts. Every line that cannot be taken is named; nothing is left out silently. */
export function parseInstalls(text: string): InstallFile {
  if (text.length > mostBytes) {
    return { rows: [], troubles: [{ line: 0, detail: 'more than 1 MB: send it in parts, or by the API' }] }
  }
  const { records, open } = recordsOf(text.replace(/^\uFEFF/, ''))
  const [head, ...rest] = records
  if (head === undefined) return { rows: [], troubles: [{ line: 0, detail: 'the file is empty' }] }
  if (open > 0) return { rows: [], troubles: [{ line: open, detail: 'a quote opens here and never closes' }] }
  const named = head.fields.map(field => field.trim().toLowerCase()).join(',')
  if (named !== installColumns.join(',')) {
    return {
      rows: [],
      troubles: [{ line: head.line, detail: `the first line must be ${installColumns.join(',')}` }],
    }
  }
  if (rest.length === 0) return { rows: [], troubles: [{ line: 0, detail: 'no line follows the first' }] }
  const read = rest.map(rowOf)
  const rows = read.filter(each => 'product' in each)
  return { rows, troubles: [...read.filter(each => 'detail' in each), ...doubles(rows)] }
}

/** Two counts of one release at one moment: which holds cannot be told. */
function doubles(rows: readonly InstallRow[]): InstallTrouble[] {
  const lines = new Map<string, number>()
  return rows.flatMap(({ line, product, version, platform, at }) => {
    const key = JSON.stringify([product, version, platform, Date.parse(at)])
    const before = lines.get(key)
    lines.set(key, line)
    return before === undefined ? [] : [{ line, detail: `the same release and day as line ${before}` }]
  })
}
