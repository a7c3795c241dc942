import type { ShownForecast, ShownLine, ShownLineWhole, ShownTimeline } from '@foreseen/facts'
import { type Static, Type } from 'typebox'
import { Id, MaybeTime, Name, Time } from '../http/shapes.ts'

const closed = { additionalProperties: false }
const MaybeText = Type.Union([Type.String(), Type.Null()])
const Sentences = Type.Array(Type.String())

export const outcomes = ['breaks', 'may-break', 'survives'] as const
export const Outcome = Type.Enum([...outcomes])

const levels = ['proven', 'derived', 'likely', 'possible', 'watch', 'cleared'] as const
const roles = [
  'leaf',
  'leaf-key',
  'intermediate',
  'intermediate-key',
  'root',
  'root-key',
  'next-leaf',
  'next-intermediate',
  'next-root',
  'former-leaf',
  'unrelated',
] as const

export const forecastShape = Type.Object(
  {
    id: Id('for'),
    at: Time,
    horizon: Time,
    program: Type.String(),
    inputsSha256: Type.String(),
    sentence: Type.String({ description: 'The answer' }),
    counts: Type.Object(
      {
        breaks: Type.Integer(),
        mayBreak: Type.Integer(),
        survives: Type.Integer(),
        unknown: Type.Integer(),
      },
      closed,
    ),
    gaps: Type.Array(Type.String(), { description: 'What could not be taken into account' }),
  },
  closed,
)

const days = Type.Object(
  {
    earliest: MaybeTime,
    expected: MaybeTime,
    latest: MaybeTime,
    basis: Type.Enum(['certificate', 'plan', 'assumption']),
  },
  closed,
)

const installs = Type.Object({ at: Time, count: Type.Integer() }, closed)

const release = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    product: Type.String(),
    version: Type.String(),
    platform: Type.String(),
    support: Type.Enum(['supported', 'ending', 'ended']),
    installs: Type.Union([installs, Type.Null()]),
  },
  closed,
)

const score = Type.Object({ result: Type.Enum(['came-true', 'did-not', 'cannot-tell']), at: Time }, closed)

const lineFields = {
  ordinal: Type.Integer(),
  release,
  endpoint: Name,
  outcome: Outcome,
  level: Type.Enum([...levels]),
  failsNow: Type.Boolean(),
  days,
  sentence: Type.String(),
  nextAction: Type.String(),
  score: Type.Union([score, Type.Null()]),
}
export const lineShape = Type.Object(lineFields, closed)

const event = Type.Object(
  {
    event: Type.Enum(['E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E10', 'E14', 'E24', 'E25']),
    outcome: Outcome,
    reason: Type.String(),
    atMs: Type.Optional(Type.Number()),
    expected: Type.Boolean(),
    beyondHorizon: Type.Boolean(),
  },
  closed,
)

const evidence = Type.Object(
  {
    object: Type.Union([Type.Integer(), Type.Null()]),
    name: Type.String(),
    role: Type.Enum([...roles]),
    path: Type.String(),
    offset: Type.Integer(),
    length: Type.Integer(),
    symbol: MaybeText,
    encoding: Type.String(),
  },
  closed,
)

const measurement = Type.Object(
  {
    run: Type.String(),
    at: Time,
    kind: Type.Enum(['real', 'what-if']),
    scenario: Type.String(),
    verdict: Type.Enum(['connects', 'refuses', 'unsure', 'not-run']),
  },
  closed,
)

export const lineWholeShape = Type.Object(
  {
    ...lineFields,
    forecast: Id('for'),
    events: Type.Array(event),
    assumptions: Sentences,
    remarks: Sentences,
    measures: Sentences,
    evidence: Type.Array(evidence),
    measured: Type.Array(measurement),
  },
  closed,
)

const dateLine = Type.Object(
  {
    day: Time,
    kind: Type.Enum(['renewal', 'end', 'ecosystem']),
    title: Type.String(),
    endpoint: Type.Union([Name, Type.Null()]),
    source: Type.String(),
  },
  closed,
)

export const timelineShape = Type.Object(
  {
    forecast: forecastShape,
    lines: Type.Array(lineShape),
    omitted: Type.Integer(),
    dates: Type.Array(dateLine),
  },
  closed,
)

// Each shape is what the pages expect: a difference does not compile.
export type ForecastText = Static<typeof forecastShape> & ShownForecast
export type LineText = Static<typeof lineShape> & ShownLine
export type LineWholeText = Static<typeof lineWholeShape> & ShownLineWhole
export type TimelineText = Static<typeof timelineShape> & ShownTimeline
