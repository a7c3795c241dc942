import { type RehearsedCell, type Scenario, trustStores } from '@foreseen/facts'
import { wrongOf } from '@foreseen/rules'
import { printable } from '@foreseen/x509'
import { type Quality, qualityOf, type RehearsedPart, type RehearsedRelease } from '../rehearse/result.ts'
import { mixedMark, predictedWord, remarkOf, verdictLegend, verdictMarks } from './rehearsal-words.ts'
import type { Style } from './style.ts'
import { column, tableLines } from './table.ts'
import { pad, textWidth, wrap } from './width.ts'

type Group = 'today' | 'renewal' | 'danger' | 'mistake'

const groups: readonly (readonly [Group, string])[] = [
  ['today', ''],
  ['renewal', 'May come with a renewal'],
  ['danger', 'Must be refused'],
  ['mistake', 'A mistake of the server'],
]

/** Accepting what proves nothing is a danger; accepting a chain with a link missing is not. */
function groupOf(scenario: Scenario): Group {
  if (scenario.kind === 'baseline' || scenario.kind === 'staged') return 'today'
  if (scenario.kind === 'renewal') return 'renewal'
  return wrongOf(scenario) === undefined ? 'mistake' : 'danger'
}

const worst = (qualities: readonly Quality[]): Quality =>
  qualities.includes('bad') ? 'bad' : qualities.includes('open') ? 'open' : 'good'

function paint(line: string, quality: Quality, style: Style): string {
  if (quality === 'bad') return style.alarm(line)
  return quality === 'open' ? style.doubt(line) : line
}

interface Row {
  readonly group: Group
  readonly cells: readonly string[]
  readonly quality: Quality
}

/** One client: rows are scenarios, columns trust stores; what was foreseen stands beside. */
export function clientMatrix(
  part: RehearsedPart,
  client: RehearsedRelease,
  style: Style,
  room: number,
): string[] {
  const { cells } = client.answer
  const stores = trustStores.filter(store => cells.some(({ trust }) => trust === store))
  const isPredicted = cells.some(({ predicted }) => predicted !== undefined)
  const rows = part.scenarios.flatMap((scenario): Row[] => {
    const own = cells.filter(cell => cell.scenario === scenario.id)
    if (own.length === 0) return []
    const qualities = own.map(cell => qualityOf(scenario, cell))
    const marks = stores.map(store => {
      const cell = own.find(({ trust }) => trust === store)
      return cell === undefined ? '' : verdictMarks[cell.verdict.kind]
    })
    const foreseen = isPredicted ? [predictedWord(own.find(({ predicted }) => predicted)?.predicted)] : []
    const remark = remarkOf(own, qualities, scenario.kind)
    return [
      {
        group: groupOf(scenario),
        cells: [printable(scenario.title), ...marks, ...foreseen, remark],
        quality: worst(qualities),
      },
    ]
  })
  const columns = [
    column('scenario', { shrinks: true, least: 16 }),
    ...stores.map(store => column(store)),
    ...(isPredicted ? [column('foreseen')] : []),
    column(''),
  ]
  const lines = tableLines(
    columns,
    rows.map(({ cells: texts }) => texts),
    room - 2,
  )
  const [head = '', ...body] = lines
  const painted = groups.flatMap(([group, title]) => {
    const own = rows.flatMap((row, at) =>
      row.group === group ? [`  ${paint(body[at] ?? '', row.quality, style)}`] : [],
    )
    return own.length === 0 || title === '' ? own : [title, ...own]
  })
  return [style.bold(`  ${head}`), ...painted, style.faint(verdictLegend), ...storeLegend(stores, room)]
}

const storeWords = {
  old: 'old: only the root of today is installed',
  both: 'both: old and new root are installed',
  new: 'new: only a new root is installed',
  host: 'host: what this machine has',
} as const

function storeLegend(stores: readonly (typeof trustStores)[number][], room: number): string[] {
  return wrap(`${stores.map(store => storeWords[store]).join('; ')}.`, room)
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const letterAt = (at: number): string => letters[at] ?? '*'

/** Mark of one release in one scenario over all trust stores. */
function jointMark(scenario: Scenario, cells: readonly RehearsedCell[]): { mark: string; quality: Quality } {
  const kinds = new Set(cells.map(({ verdict }) => verdict.kind))
  const quality = worst(cells.map(cell => qualityOf(scenario, cell)))
  const [only] = kinds
  if (only === undefined) return { mark: ' ', quality: 'good' }
  if (kinds.size === 1) return { mark: verdictMarks[only], quality }
  if (kinds.has('connects') && kinds.has('refuses')) return { mark: mixedMark, quality }
  return { mark: kinds.has('unsure') ? '?' : verdictMarks.refuses, quality }
}

/** Many clients: rows are releases, columns scenarios by letter, as many as fit; further ones in further blocks. */
export function fleetMatrix(part: RehearsedPart, style: Style, room: number): string[] {
  const names = part.releases.map(({ release }) => printable(release.name))
  const nameRoom = Math.min(24, Math.max(7, ...names.map(textWidth)))
  const fits = Math.max(4, Math.floor((room - nameRoom - 2) / 2))
  const blocks: string[] = []
  for (let from = 0; from < part.scenarios.length; from += fits) {
    const shown = part.scenarios.slice(from, from + fits)
    const heads = shown.map((_, at) => column(letterAt(from + at), { least: 1 }))
    const rows = part.releases.map(client => {
      const marks = shown.map(scenario =>
        jointMark(
          scenario,
          client.answer.cells.filter(cell => cell.scenario === scenario.id),
        ),
      )
      return {
        cells: [printable(client.release.name), ...marks.map(({ mark }) => mark)],
        quality: worst(marks.map(({ quality }) => quality)),
      }
    })
    const nameColumn = column('release', { shrinks: true, least: nameRoom, cut: 'middle' })
    const [head = '', ...body] = tableLines(
      [nameColumn, ...heads],
      rows.map(({ cells }) => [padCut(cells[0] ?? '', nameRoom), ...cells.slice(1)]),
      room,
      1,
    )
    blocks.push(
      style.bold(head),
      ...body.map((line, at) => paint(line, rows[at]?.quality ?? 'good', style)),
      '',
    )
  }
  const legend = `${verdictLegend}   ${mixedMark} depends on the roots installed`
  return [...blocks, ...letterLegend(part.scenarios, room), ...wrap(legend, room)]
}

const padCut = (text: string, room: number): string => pad(text, room)

/** `c renewed, new key  re-keyed`: the letter, the title, and the name for --require. Faults are told by a word. */
function letterLegend(scenarios: readonly Scenario[], room: number): string[] {
  const rows = scenarios.map(({ id, title, kind }, at) => [
    letterAt(at),
    `${printable(title)}${kind === 'fault' ? ' (fault)' : ''}`,
    printable(id),
  ])
  const columns = [
    column(''),
    column('scenario', { shrinks: true, least: 20 }),
    column('for --require', { shrinks: true, least: 12, cut: 'middle' }),
  ]
  return tableLines(columns, rows, room)
}
