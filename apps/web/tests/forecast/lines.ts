/** Lines and dates of a forecast for tests: made by a seed, of every state. */
import type { ShownDateLine, ShownDays, ShownLine, ShownTimeline } from '@foreseen/facts'
import fc from 'fast-check'
import { isUnknown } from '../../src/design/outcome.ts'

export const dayMs = 86_400_000
export const nowMs = Date.UTC(2026, 10, 22, 12)
export const isoOf = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z')
export const inDays = (days: number): string => isoOf(nowMs + days * dayMs)

export const noDays: ShownDays = { earliest: null, expected: null, latest: null, basis: 'certificate' }

/** A line as little as it can be; each test says what matters to it. */
export function lineOf(ordinal: number, change: Partial<ShownLine> = {}): ShownLine {
  return {
    ordinal,
    release: {
      id: 'rel_1',
      name: 'joost 0.9.1',
      product: 'joost',
      version: '0.9.1',
      platform: '',
      support: 'supported',
      installs: null,
    },
    endpoint: { id: 'end_1', name: 'www.joost.test:443' },
    outcome: 'survives',
    level: 'derived',
    failsNow: false,
    days: noDays,
    sentence: 'joost 0.9.1 keeps connecting to www.joost.test when its certificate is renewed.',
    nextAction: '',
    score: null,
    ...change,
  }
}

export const breaking = (earliest: number, expected: number, latest: number): Partial<ShownLine> => ({
  outcome: 'breaks',
  level: 'likely',
  days: {
    earliest: inDays(earliest),
    expected: inDays(expected),
    latest: inDays(latest),
    basis: 'assumption',
  },
})

const dayOrNone = fc.option(fc.integer({ min: -30, max: 900 }).map(inDays), { nil: null })

/** Any line that a server could send, sense or not. */
export const anyLine = fc
  .record({
    outcome: fc.constantFrom('breaks', 'may-break', 'survives'),
    level: fc.constantFrom('proven', 'derived', 'likely', 'possible', 'watch', 'cleared'),
    failsNow: fc.boolean(),
    earliest: dayOrNone,
    expected: dayOrNone,
    latest: dayOrNone,
    release: fc.integer({ min: 1, max: 9 }),
    endpoint: fc.integer({ min: 1, max: 9 }),
    installs: fc.option(fc.integer({ min: 0, max: 1_000_000 }), { nil: null }),
  })
  .map(({ earliest, expected, latest, release, endpoint, installs, ...rest }) =>
    lineOf(release * 10 + endpoint, {
      ...rest,
      days: { earliest, expected, latest, basis: 'assumption' },
      release: {
        ...lineOf(0).release,
        id: `rel_${release}`,
        name: `joost 1.${release}`,
        product: `product ${release % 3}`,
        installs: installs === null ? null : { at: inDays(-1), count: installs + release },
      },
      endpoint: { id: `end_${endpoint}`, name: `host${endpoint}.test:443` },
    }),
  )

export const anyDate = fc
  .record({
    day: fc.integer({ min: -40, max: 900 }).map(days => inDays(days).slice(0, 10)),
    kind: fc.constantFrom<ShownDateLine['kind']>('renewal', 'end', 'ecosystem'),
    title: fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
  })
  .map((date): ShownDateLine => ({ ...date, endpoint: null, source: '' }))

/** A timeline around given lines. */
export function timelineOf(lines: readonly ShownLine[], dates: readonly ShownDateLine[] = []): ShownTimeline {
  const count = (outcome: ShownLine['outcome']): number =>
    lines.filter(line => line.outcome === outcome).length
  return {
    forecast: {
      id: 'for_1',
      at: isoOf(nowMs),
      horizon: inDays(398),
      program: 'foreseen 0.1.0',
      inputsSha256: 'ab'.repeat(32),
      sentence: lines[0]?.sentence ?? 'Nothing was asked: no release or no endpoint was given.',
      counts: {
        breaks: count('breaks'),
        mayBreak: count('may-break') - lines.filter(isUnknown).length,
        survives: count('survives'),
        unknown: lines.filter(isUnknown).length,
      },
      gaps: [],
    },
    lines,
    omitted: 0,
    dates,
  }
}
