/** Figures and gates, one a line. */
export interface Row {
  readonly what: string
  readonly value: number
  readonly unit: 'ms' | 's' | 'x'
  readonly atMost?: number
}

export function figures(rows: readonly Row[]): string {
  return rows
    .map(({ what, value, unit, atMost }) => {
      const gate = atMost === undefined ? '' : `at most ${atMost}${unit === 'x' ? '' : ` ${unit}`}`
      const verdict = atMost === undefined ? '' : value <= atMost ? 'ok' : 'FAILS'
      const figure = value >= 100 ? value.toFixed(0) : value.toPrecision(2)
      return `${what.padEnd(44)} ${figure.padStart(7)} ${unit.padEnd(3)} ${gate.padEnd(14)} ${verdict}`.trimEnd()
    })
    .map(line => `${line}\n`)
    .join('')
}
