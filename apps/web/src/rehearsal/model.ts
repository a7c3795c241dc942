/** The matrix as rows and squares: what is drawn, worked out of what was measured. */
import type {
  Disagreement,
  Outcome,
  RehearsedCell,
  ShownName,
  ShownRunWhole,
  ShownScenario,
  VerdictKind,
} from '@foreseen/facts'
import { scenarioOf, wrongOf } from '@foreseen/rules'
import { predictedWords, trustWords, verdictWords } from './words.ts'

/** `good`: as it should be; `bad`: a renewal refused, or a fault accepted; `open`: nobody can say. */
export type Quality = 'good' | 'bad' | 'open'

/** One client in one scenario, over all trust stores. */
export interface Square {
  readonly scenario: ShownScenario
  /** One for each trust store, in their order. */
  readonly cells: readonly RehearsedCell[]
  /** Each verdict once, the worst first; a single one where all stores agree. */
  readonly verdicts: readonly { readonly kind: VerdictKind; readonly quality: Quality }[]
  readonly predicted: Outcome | undefined
  readonly disagreement: Disagreement | undefined
}

export interface MatrixRow {
  readonly client: ShownRunWhole['clients'][number]['rehearsed']
  readonly release: ShownName | null
  /** One for each scenario of the matrix, in its order. */
  readonly squares: readonly Square[]
}

export interface Matrix {
  readonly scenarios: readonly ShownScenario[]
  readonly rows: readonly MatrixRow[]
}

/** Connecting to a fault is a danger unless the rule knows better: a missing intermediate does no harm. */
function isHarmless(scenario: ShownScenario): boolean {
  const known = scenarioOf(scenario.id)
  return known !== undefined && wrongOf(known) === undefined
}

export function qualityOf(scenario: ShownScenario, kind: VerdictKind): Quality {
  if (kind === 'unsure' || kind === 'not-run') return 'open'
  if (scenario.kind !== 'fault') return kind === 'connects' ? 'good' : 'bad'
  return kind === 'connects' && !isHarmless(scenario) ? 'bad' : 'good'
}

const urgency: readonly Quality[] = ['bad', 'open', 'good']
const outcomes: readonly Outcome[] = ['breaks', 'may-break', 'survives']

function squareOf(scenario: ShownScenario, cells: readonly RehearsedCell[]): Square {
  const own = cells.filter(cell => cell.scenario === scenario.id)
  const kinds = [...new Set(own.map(({ verdict }) => verdict.kind))]
  const verdicts = kinds
    .map(kind => ({ kind, quality: qualityOf(scenario, kind) }))
    .sort((one, other) => urgency.indexOf(one.quality) - urgency.indexOf(other.quality))
  return {
    scenario,
    cells: own,
    verdicts: verdicts.length === 0 ? [{ kind: 'not-run', quality: 'open' }] : verdicts,
    predicted: outcomes.find(outcome => own.some(({ predicted }) => predicted === outcome)),
    disagreement: own.find(({ disagreement }) => disagreement !== undefined)?.disagreement,
  }
}

const kindOrder = ['baseline', 'staged', 'renewal', 'fault'] as const

/** Scenarios that the run names, and any that a cell has beside them; those of one kind stand together. */
function columnsOf(run: ShownRunWhole): readonly ShownScenario[] {
  const named = new Set(run.scenarios.map(({ id }) => id))
  const ids = new Set(run.clients.flatMap(({ rehearsed }) => rehearsed.cells.map(({ scenario }) => scenario)))
  const others = [...ids].filter(id => !named.has(id))
  const all = [
    ...run.scenarios,
    ...others.map(id => ({ id, title: id, kind: 'renewal' as const, about: '' })),
  ]
  return all.toSorted((one, other) => kindOrder.indexOf(one.kind) - kindOrder.indexOf(other.kind))
}

/** Rows in the order of names, columns by kind and then as they were presented. */
export function matrixOf(run: ShownRunWhole): Matrix {
  const scenarios = columnsOf(run)
  const rows = run.clients.map(({ rehearsed, release }) => ({
    client: rehearsed,
    release,
    squares: scenarios.map(scenario => squareOf(scenario, rehearsed.cells)),
  }))
  return { scenarios, rows }
}

/** What a screen reader says of a square. */
export function squareText({ scenario, cells, verdicts, predicted, disagreement }: Square): string {
  const [only] = verdicts
  const measured =
    verdicts.length === 1 && only !== undefined
      ? verdictWords[only.kind]
      : cells.map(({ verdict, trust }) => `${verdictWords[verdict.kind]} ${trustWords[trust]}`).join(', ')
  const forecast = predicted === undefined ? '' : `; forecast: ${predictedWords[predicted]}`
  const against = disagreement === undefined ? '' : `; ${disagreement}`
  return `${scenario.title}: ${measured}${forecast}${against}`
}

/** Where the focus goes from a square by a key; `undefined` where the key is none of the grid's. */
export function nextPlace(
  { row, column }: { readonly row: number; readonly column: number },
  key: string,
  isControl: boolean,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): { readonly row: number; readonly column: number } | undefined {
  const within = (value: number, count: number): number => Math.min(Math.max(value, 0), count - 1)
  switch (key) {
    case 'ArrowLeft':
      return { row, column: within(column - 1, columns) }
    case 'ArrowRight':
      return { row, column: within(column + 1, columns) }
    case 'ArrowUp':
      return { row: within(row - 1, rows), column }
    case 'ArrowDown':
      return { row: within(row + 1, rows), column }
    case 'Home':
      return { row: isControl ? 0 : row, column: 0 }
    case 'End':
      return { row: isControl ? rows - 1 : row, column: columns - 1 }
    default:
      return undefined
  }
}
