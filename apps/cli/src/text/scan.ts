import type { KindId } from '@foreseen/facts'
import { printable } from '@foreseen/x509'
import type { Survey } from '../survey.ts'
import { countText, digitsText, listText } from './amounts.ts'
import { dateText, dayText, relativeText } from './dates.ts'
import { lookedLines, unseenLines } from './looked.ts'
import { kindCount } from './nouns.ts'
import { pathLines, placeLines } from './place.ts'
import type { Style } from './style.ts'
import { column, tableLines } from './table.ts'
import { compareThings, inventoryThings, type Thing } from './thing.ts'
import { wrap } from './width.ts'

/** Rows of one kind that are shown one by one; of informative ones and fixtures fewer. */
const rowsOfKind = 40
const rowsOfQuietKind = 3
const placesOfRow = 3

function countKinds(things: readonly Thing[]): string {
  const counts = new Map<KindId, number>()
  for (const { kind } of things) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return listText([...counts].map(([kind, count]) => kindCount(kind, count)))
}

function nextEnd(things: readonly Thing[], nowMs: number): string {
  const dated = things.filter(({ endMs }) => endMs !== undefined && Number.isFinite(endMs))
  const ended = dated.filter(({ endMs }) => (endMs ?? 0) < nowMs)
  const coming = dated
    .filter(({ endMs }) => (endMs ?? 0) >= nowMs)
    .sort((a, b) => (a.endMs ?? 0) - (b.endMs ?? 0))[0]
  const past =
    ended.length === 0
      ? ''
      : ` ${ended.length === dated.length ? 'All' : countText(ended.length, 'of them has', 'of them have')} ended already.`
  if (coming === undefined || relativeText(coming.endMs ?? 0, nowMs) === 'no end') return past
  return `${past} The next end is that of ${printable(coming.what)}: ${dateText(coming.endMs ?? 0, nowMs)}.`
}

/** The answer in one or two sentences. */
function answer(things: readonly Thing[], survey: Survey): string {
  const telling = things.filter(({ level, fixture }) => level !== 'info' && !fixture)
  const doubt =
    survey.unseen.length === 0
      ? ''
      : ` ${countText(survey.unseen.length, 'place')} could not be looked at, so there may be more.`
  if (survey.totals.files === 0 && survey.unseen.length === 0)
    return 'No file was looked at: there is none, or none that --include and --exclude leave.'
  if (things.length === 0) return `Nothing hardwired was found.${doubt}`
  if (telling.length === 0)
    return `Nothing was found that breaks a connection; ${countText(things.length, 'thing is', 'things are')} listed for information.${doubt}`
  return `Found ${countKinds(telling)}.${nextEnd(telling, survey.atMs)}${doubt}`
}

interface Row {
  readonly cells: readonly string[]
  readonly below: readonly string[]
}

function endCell({ endMs }: Thing, nowMs: number): string {
  if (endMs === undefined) return ''
  const relative = relativeText(endMs, nowMs)
  return relative === 'no end' ? 'no end' : `${dayText(endMs)} ${relative}`.trimEnd()
}

function rowOf(thing: Thing, nowMs: number, room: number): Row {
  const { level, kind, what, fixture, places } = thing
  const listed = places
    .slice(0, placesOfRow)
    .flatMap(at => (thing.whole ? pathLines(at.path, room - 4) : placeLines(at, room - 4)))
  const more =
    places.length > placesOfRow ? [`and ${countText(places.length - placesOfRow, 'more place')}`] : []
  const test = fixture ? ['looks like test data'] : []
  return {
    cells: [level, kind, printable(what), endCell(thing, nowMs)],
    below: [...listed, ...more, ...test],
  }
}

function restRow(kind: KindId, level: string, things: readonly Thing[], shown: number): Row {
  const files = new Set(things.flatMap(({ places }) => places.map(({ path }) => path))).size
  const what = `${shown > 0 ? 'and ' : ''}${digitsText(things.length)}${shown > 0 ? ' more' : ''}`
  return {
    cells: [level, kind, `${what} in ${countText(files, 'file')}`, ''],
    below: ['--format jsonl lists all'],
  }
}

/** Things as rows; what there is too much of is one row with its count. */
function rows(things: readonly Thing[], nowMs: number, room: number): Row[] {
  const groups = new Map<string, Thing[]>()
  for (const thing of things) {
    const key = `${thing.level} ${thing.kind} ${thing.fixture}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [thing])
    else group.push(thing)
  }
  const shown = new Set<Thing>()
  const rest: (readonly [Thing, Row])[] = []
  for (const group of groups.values()) {
    const quiet = group[0]?.level === 'info' || group[0]?.fixture === true
    const most = quiet ? rowsOfQuietKind : rowsOfKind
    const kept = group.length <= most ? group : quiet ? [] : group.slice(0, most)
    for (const thing of kept) shown.add(thing)
    const left = group.slice(kept.length)
    const first = left[0]
    if (first !== undefined) rest.push([first, restRow(first.kind, first.level, left, kept.length)])
  }
  return [
    ...things.filter(thing => shown.has(thing)).map(thing => [thing, rowOf(thing, nowMs, room)] as const),
    ...rest,
  ]
    .sort(([a], [b]) => compareThings(a, b))
    .map(([, row]) => row)
}

const columns = [
  column('level', { least: 5 }),
  column('kind'),
  column('what', { shrinks: true, least: 16 }),
  column('ends'),
]

function table(list: readonly Row[], style: Style, room: number): string[] {
  const [head = '', ...lines] = tableLines(
    columns,
    list.map(row => row.cells),
    room,
  )
  const marked = (line: string): string =>
    line.replace(/^(high|medium)/, word => (word === 'high' ? style.alarm(word) : style.doubt(word)))
  const body = lines.flatMap((line, index) => [
    marked(line),
    ...(list[index]?.below ?? []).map(text => style.faint(`    ${text}`)),
  ])
  return [style.bold(head), ...body]
}

/** What a scan found, for people: the answer, the table, what was not seen, what was looked at. */
export function* scanText(survey: Survey, style: Style, room: number): Generator<string> {
  const things = inventoryThings(survey.inventory)
  yield `${wrap(answer(things, survey), room).map(style.bold).join('\n')}\n`
  if (things.length > 0) yield `\n${table(rows(things, survey.atMs, room), style, room).join('\n')}\n`
  const missed = unseenLines(survey.unseen, room)
  if (missed.length > 0) yield `\n${missed.join('\n')}\n`
  yield `\n${lookedLines(survey.totals, survey.unseen, survey.elapsedMs, room).join('\n')}\n`
}
