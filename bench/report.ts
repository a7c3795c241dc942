/** What the benchmark says: rows that fit 80 columns, and gates. */
import type { Spread } from './measure.ts'

/** A figure beside what it must be; `undefined` where nothing is demanded. */
export interface Row {
  readonly part: string
  readonly what: string
  readonly value: Spread | number
  readonly unit: 'x' | 's' | 'MB' | 'GB/s' | '%' | ''
  readonly gate?: { readonly atMost: number } | { readonly atLeast: number }
  /** Speed is not judged on a noisy machine; memory and correctness are. */
  readonly isSpeed: boolean
}

export function middleOf(row: Row): number {
  return typeof row.value === 'number' ? row.value : row.value.median
}

export function holds(row: Row): boolean {
  if (row.gate === undefined) return true
  return 'atMost' in row.gate ? middleOf(row) <= row.gate.atMost : middleOf(row) >= row.gate.atLeast
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2)
}

function line(row: Row, isNoisy: boolean): string {
  const range = typeof row.value === 'number' ? '' : `${figure(row.value.min)}-${figure(row.value.max)}`
  const gate =
    row.gate === undefined ? '' : 'atMost' in row.gate ? `<= ${row.gate.atMost}` : `>= ${row.gate.atLeast}`
  const verdict = row.gate === undefined ? '' : row.isSpeed && isNoisy ? 'noisy' : holds(row) ? 'ok' : 'FAILS'
  const value = `${figure(middleOf(row))}${row.unit === 'x' ? ' x' : ` ${row.unit}`}`
  return `${row.part.padEnd(11)} ${row.what.padEnd(30)} ${value.padStart(9)} ${range.padStart(11)} ${gate.padStart(7)} ${verdict}`.trimEnd()
}

export function table(rows: readonly Row[], isNoisy: boolean): string {
  const head = `${'part'.padEnd(11)} ${'what'.padEnd(30)} ${'median'.padStart(9)} ${'min-max'.padStart(11)} ${'gate'.padStart(7)}`
  return `${[head, ...rows.map(row => line(row, isNoisy))].join('\n')}\n`
}
