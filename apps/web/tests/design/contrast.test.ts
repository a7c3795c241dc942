import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const css = readFileSync(new URL('../../src/design/tokens.css', import.meta.url), 'utf8')
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, [light, dark] as const],
  ),
)

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function demand(front: string, back: string, least: number): void {
  for (const light of [0, 1] as const) {
    const [a, b] = [tokens.get(front)?.[light], tokens.get(back)?.[light]]
    assert.ok(a !== undefined && b !== undefined, `${front} or ${back} is no colour of the tokens`)
    const found = contrast(a, b)
    assert.ok(found >= least, `${front} on ${back}, ${light === 0 ? 'light' : 'dark'}: ${found.toFixed(2)}`)
  }
}

const statuses = ['breaks', 'may-break', 'survives', 'unknown']

test('text has 4.5:1 on everything it stands on (WCAG 1.4.3)', () => {
  for (const front of ['ink', 'quiet', 'accent', ...statuses])
    for (const back of ['paper', 'raised']) demand(front, back, 4.5)
  demand('on-accent', 'accent', 4.5)
  for (const status of statuses) {
    demand(status, `${status}-wash`, 4.5)
    demand('ink', `${status}-wash`, 4.5)
  }
  demand('ink', 'accent-wash', 4.5)
})

test('edges of fields and shapes have 3:1 (WCAG 1.4.11)', () => {
  demand('edge', 'paper', 3)
  demand('edge', 'raised', 3)
  demand('accent', 'paper', 3)
})
