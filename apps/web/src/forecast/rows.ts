/** Lines of a forecast as rows of the picture: by product, releases with the most installs first. */
import type { ShownForecastRelease, ShownLine } from '@foreseen/facts'
import { type BarState, stateOf } from './bars.ts'

export interface ProductRow {
  readonly kind: 'product'
  readonly id: string
  readonly name: string
  /** `null` where nobody said how many there are. */
  readonly installs: number | null
}

interface ReleaseRow {
  readonly id: string
  readonly release: ShownForecastRelease
  /** The first row of its release says its name. */
  readonly isFirst: boolean
  /** Installs beside those of the release that has the most, 0 to 1. */
  readonly share: number
}

export interface LineRow extends ReleaseRow {
  readonly kind: 'line'
  readonly line: ShownLine
}

/** Endpoints at which nothing breaks, as one row. */
export interface SurvivorsRow extends ReleaseRow {
  readonly kind: 'survivors'
  readonly lines: readonly ShownLine[]
  /** `watched` as soon as one of them rests on nothing having been found. */
  readonly state: BarState
  /** Its lines follow one by one. */
  readonly isOpen: boolean
}

export type Row = ProductRow | LineRow | SurvivorsRow

/** Rows that bars stand in: those that the arrow keys move between. */
export type BarRow = LineRow | SurvivorsRow

const urgency: Readonly<Record<BarState, number>> = {
  fails: 0,
  breaks: 1,
  'may-break': 2,
  unknown: 3,
  watched: 4,
  survives: 5,
}

const dayOf = (line: ShownLine): string => line.days.expected ?? line.days.latest ?? '9999'

const byUrgency = (a: ShownLine, b: ShownLine): number =>
  urgency[stateOf(a)] - urgency[stateOf(b)] ||
  (dayOf(a) < dayOf(b) ? -1 : dayOf(a) > dayOf(b) ? 1 : 0) ||
  a.ordinal - b.ordinal

const isCalm = (line: ShownLine): boolean => {
  const state = stateOf(line)
  return state === 'survives' || state === 'watched'
}

interface ReleaseLines {
  readonly release: ShownForecastRelease
  readonly lines: readonly ShownLine[]
}

function byRelease(lines: readonly ShownLine[]): ReleaseLines[] {
  const groups = new Map<string, ShownLine[]>()
  for (const line of lines) {
    const known = groups.get(line.release.id)
    if (known === undefined) groups.set(line.release.id, [line])
    else known.push(line)
  }
  return [...groups.values()].flatMap(lines => {
    const release = lines[0]?.release
    return release === undefined ? [] : [{ release, lines: lines.toSorted(byUrgency) }]
  })
}

const installsOf = ({ installs }: ShownForecastRelease): number => installs?.count ?? -1

/** Most installs first; where nobody said, the most urgent, then the newest by name. */
function byWeight(a: ReleaseLines, b: ReleaseLines): number {
  const [first, second] = [a.lines[0], b.lines[0]]
  return (
    installsOf(b.release) - installsOf(a.release) ||
    (first === undefined || second === undefined ? 0 : byUrgency(first, second)) ||
    b.release.name.localeCompare(a.release.name, 'en', { numeric: true })
  )
}

function rowsOfRelease({ release, lines }: ReleaseLines, most: number, { opened, apart }: Folding): BarRow[] {
  const share = most > 0 ? Math.max(0, installsOf(release)) / most : 0
  const calm = lines.filter(line => isCalm(line) && !apart.has(line.ordinal))
  const isFolding = calm.length > 1
  const urgent = isFolding ? lines.filter(line => !calm.includes(line)) : lines
  const rowOf = (line: ShownLine, isFirst: boolean): LineRow => ({
    kind: 'line',
    id: `${release.id} ${line.endpoint.id}`,
    release,
    isFirst,
    share,
    line,
  })
  const rows: BarRow[] = urgent.map((line, index) => rowOf(line, index === 0))
  if (!isFolding) return rows
  const isOpen = opened.has(release.id)
  const id = `${release.id} survivors`
  const state = calm.some(line => stateOf(line) === 'watched') ? 'watched' : 'survives'
  const isFirst = rows.length === 0
  const survivors: SurvivorsRow = {
    kind: 'survivors',
    id,
    release,
    isFirst,
    share,
    lines: calm,
    state,
    isOpen,
  }
  return [...rows, survivors, ...(isOpen ? calm.map(line => rowOf(line, false)) : [])]
}

const sumOf = (groups: readonly ReleaseLines[]): number | null => {
  const counts = groups.flatMap(({ release }) => release.installs?.count ?? [])
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0)
}

/** What is not folded into one row. */
export interface Folding {
  /** Ids of releases whose surviving endpoints are shown one by one. */
  readonly opened: ReadonlySet<string>
  /** Ordinals of lines that stand alone, since something about them is to be seen. */
  readonly apart: ReadonlySet<number>
}

export function rowsOf(lines: readonly ShownLine[], folding: Folding): Row[] {
  const releases = byRelease(lines).sort(byWeight)
  const most = Math.max(0, ...releases.map(({ release }) => installsOf(release)))
  const products = new Map<string, ReleaseLines[]>()
  for (const each of releases) {
    const known = products.get(each.release.product)
    if (known === undefined) products.set(each.release.product, [each])
    else known.push(each)
  }
  const groups = [...products].sort((a, b) => (sumOf(b[1]) ?? -1) - (sumOf(a[1]) ?? -1))
  return groups.flatMap(([name, group]) => {
    const rows: Row[] = group.flatMap(each => rowsOfRelease(each, most, folding))
    const head: ProductRow = { kind: 'product', id: `product ${name}`, name, installs: sumOf(group) }
    return groups.length > 1 ? [head, ...rows] : rows
  })
}

/** The lines that something else is assumed of first when not all can be: urgent before calm. */
export const mostUrgent = (lines: readonly ShownLine[], count: number): ShownLine[] =>
  lines.toSorted(byUrgency).slice(0, count)

/** Height of a row: a release says its name above its endpoint, further endpoints only theirs. */
export function heightOf(row: Row, isNarrow: boolean): number {
  if (row.kind === 'product') return 36
  if (isNarrow) return row.isFirst ? 84 : 60
  return row.isFirst ? 48 : 34
}
