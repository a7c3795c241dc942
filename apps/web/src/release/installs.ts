/** What a file of install counts says, before it is sent: the server reads it again and is the one that decides. */

/** Columns, in any order; `platform` may be left out. */
export const installColumns = ['product', 'version', 'platform', 'at', 'count'] as const

/** The server's own limits. */
const mostBytes = 4_000_000
const mostRows = 20_000
const mostLength = 200

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

/** A day, or a moment in UTC, that the calendar has. */
function isTime(text: string): boolean {
  const ms = Date.parse(text)
  return (
    /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/.test(text) &&
    !Number.isNaN(ms) &&
    new Date(ms).toISOString().startsWith(text.slice(0, 10))
  )
}

const quote = (text: string): string => JSON.stringify(text.slice(0, 40))

type Places = ReadonlyMap<string, number>

/** Where each column stands, or what is wrong with the first line. */
function placesOf(fields: readonly string[]): Places | string {
  const names = fields.map(field => field.trim().toLowerCase())
  const unknown = names.find(name => !installColumns.some(column => column === name))
  const missing = installColumns.find(column => column !== 'platform' && !names.includes(column))
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (missing !== undefined || unknown !== undefined) {
    const what =
      missing === undefined ? `knows no column ${quote(unknown ?? '')}` : `lacks the column ${missing}`
    return `the first line ${what}: write ${installColumns.join(',')}`
  }
  if (twice !== undefined) return `the first line names ${twice} twice`
  return new Map(names.map((name, index) => [name, index]))
}

const isName = (text: string): boolean => text.length <= mostLength && !/\p{Cc}/u.test(text)

function rowOf({ line, fields }: Line, places: Places): InstallRow | InstallTrouble {
  if (fields.length !== places.size) {
    return { line, detail: `${fields.length} fields where ${places.size} are expected` }
  }
  const [product = '', version = '', platform = '', at = '', count = ''] = installColumns.map(
    column => fields[places.get(column) ?? -1]?.trim() ?? '',
  )
  if (product === '') return { line, detail: 'no product' }
  if (version === '') return { line, detail: 'no version' }
  const wrong = [product, version, platform].find(name => !isName(name))
  if (wrong !== undefined)
    return { line, detail: `${quote(wrong)} is no line of at most ${mostLength} letters` }
  if (!isTime(at)) return { line, detail: `${quote(at)} is no day: write 2026-12-01` }
  if (!/^\d{1,12}$/.test(count)) return { line, detail: `${quote(count)} is no whole number` }
  return { line, product, version, platform, at, count: Number(count) }
}

const whole = (line: number, detail: string): InstallFile => ({ rows: [], troubles: [{ line, detail }] })

/** Reads a file of install counts. Every line that cannot be taken is named; nothing is left out silently. */
export function parseInstalls(text: string): InstallFile {
  if (text.length > mostBytes) return whole(0, 'more than 4 MB: send it in parts')
  const { records, open } = recordsOf(text.replace(/^\uFEFF/, ''))
  const [head, ...rest] = records
  if (head === undefined) return whole(0, 'the file is empty')
  if (open > 0) return whole(open, 'a quote opens here and never closes')
  const places = placesOf(head.fields)
  if (typeof places === 'string') return whole(head.line, places)
  if (rest.length === 0) return whole(0, 'no line follows the first')
  if (rest.length > mostRows) return whole(0, `more than ${mostRows} lines: send it in parts`)
  const read = rest.map(line => rowOf(line, places))
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
