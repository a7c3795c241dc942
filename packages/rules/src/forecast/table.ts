import type { RenewalEvent } from '@foreseen/facts'

/**
 * How a release holds an object: exact leaf, leaf key, intermediate as anchor, intermediate fingerprint,
 * intermediate key, root as anchor, root key, bundle of many roots (`docs/forecast.md`, columns).
 */
export type Column = 'L' | 'K' | 'I' | 'IF' | 'IK' | 'R' | 'RK' | 'B'

/** `S` survives, `X` breaks, a note where it depends; notes keep the names of `docs/forecast.md`. */
export type Cell = 'S' | 'X' | 'c3' | 'c5' | 'c6' | 'c7' | 'c8' | 'c11' | 'c13' | 'c20'

export interface EventRow {
  readonly event: RenewalEvent
  /** The event as a clause of a sentence: "it is renewed with a new key". */
  readonly clause: string
  /** Whether the leaf is another one afterwards, and whether its key is, when nothing else is planned. */
  readonly replacesLeaf: boolean
  readonly replacesKey: boolean
  readonly cells: Readonly<Record<Column, Cell>>
}

/** The rows of `docs/forecast.md` that this room evaluates; the served chain is complete unless the event says otherwise. */
export const eventTable: readonly EventRow[] = [
  {
    event: 'E1',
    clause: 'it is renewed with the same key',
    replacesLeaf: true,
    replacesKey: false,
    cells: { L: 'X', K: 'S', I: 'S', IF: 'S', IK: 'S', R: 'S', RK: 'S', B: 'S' },
  },
  {
    event: 'E2',
    clause: 'it is renewed with a new key',
    replacesLeaf: true,
    replacesKey: true,
    cells: { L: 'X', K: 'c3', I: 'S', IF: 'S', IK: 'S', R: 'S', RK: 'S', B: 'S' },
  },
  {
    event: 'E3',
    clause: 'the next one comes from another intermediate',
    replacesLeaf: true,
    replacesKey: true,
    cells: { L: 'X', K: 'c5', I: 'c6', IF: 'X', IK: 'c3', R: 'S', RK: 'S', B: 'S' },
  },
  {
    event: 'E4',
    clause: 'the intermediate is issued anew with its name and key',
    replacesLeaf: false,
    replacesKey: false,
    cells: { L: 'c5', K: 'S', I: 'c7', IF: 'X', IK: 'S', R: 'S', RK: 'S', B: 'S' },
  },
  {
    event: 'E5',
    clause: 'the intermediate gets a new key under its name',
    replacesLeaf: true,
    replacesKey: true,
    cells: { L: 'X', K: 'c5', I: 'X', IF: 'X', IK: 'X', R: 'S', RK: 'S', B: 'S' },
  },
  {
    event: 'E6',
    clause: 'a cross-signed certificate joins the chain and the old root stays reachable',
    replacesLeaf: false,
    replacesKey: false,
    cells: { L: 'c5', K: 'c5', I: 'c6', IF: 'c8', IK: 'c8', R: 'S', RK: 'c8', B: 'S' },
  },
  {
    event: 'E10',
    clause: 'it moves to another root',
    replacesLeaf: true,
    replacesKey: true,
    cells: { L: 'X', K: 'c5', I: 'X', IF: 'X', IK: 'X', R: 'X', RK: 'c3', B: 'c11' },
  },
  {
    event: 'E14',
    clause: 'its key changes between RSA and ECDSA',
    replacesLeaf: true,
    replacesKey: true,
    cells: { L: 'X', K: 'X', I: 'S', IF: 'S', IK: 'S', R: 'S', RK: 'S', B: 'S' },
  },
  {
    event: 'E24',
    clause: 'it expires and nobody renews it',
    replacesLeaf: false,
    replacesKey: false,
    cells: { L: 'c20', K: 'c20', I: 'X', IF: 'X', IK: 'X', R: 'X', RK: 'X', B: 'X' },
  },
  {
    event: 'E25',
    clause: 'the trusted certificate expires while the server keeps its own',
    replacesLeaf: false,
    replacesKey: false,
    cells: { L: 'S', K: 'S', I: 'c13', IF: 'S', IK: 'S', R: 'c13', RK: 'S', B: 'c11' },
  },
]

const rows: ReadonlyMap<RenewalEvent, EventRow> = new Map(eventTable.map(row => [row.event, row]))

/** The row of an event; the table has one for each. */
export function rowOf(event: RenewalEvent): EventRow {
  const row = rows.get(event)
  if (row === undefined) throw new TypeError(`the event table has no row ${event}`)
  return row
}
