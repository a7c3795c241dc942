import type {
  PushedRehearsal,
  RehearsedClient,
  ShownRehearsalPlan,
  ShownRun,
  ShownRunner,
  ShownRunWhole,
} from '@foreseen/facts'
import { type Static, Type } from 'typebox'
import { Id, MaybeTime, Name, Time } from '../http/shapes.ts'
import {
  Accepts,
  clockShape,
  Disagreements,
  endShape,
  eventShape,
  Kind,
  Outcomes,
  Pins,
  Reasons,
  type Same,
  ScenarioKinds,
  type Sent,
  Trust,
  VerdictKinds,
} from './wire-shape.ts'

const closed = { additionalProperties: false }
const MaybeName = Type.Union([Name, Type.Null()])
const Texts = Type.Array(Type.String())

const runFields = {
  id: Id('run'),
  plan: Name,
  kind: Kind,
  state: Type.Enum(['waiting', 'running', 'done', 'failed']),
  runner: Type.String({ description: 'Machine that ran it; empty' }),
  program: Type.String(),
  created: Time,
  started: MaybeTime,
  ended: MaybeTime,
  share: Type.Number({ minimum: 0, maximum: 1 }),
  text: Type.String({ description: 'What is being done, or why it failed' }),
}
export const runShape = Type.Object(runFields, closed)

export const planShape = Type.Object(
  {
    id: Id('pla'),
    name: Type.String(),
    created: Time,
    hosts: Texts,
    clients: Type.Array(Type.Object({ name: Type.String(), release: MaybeName }, closed)),
    scenarios: Type.Array(Type.String(), { description: 'Ids; empty for all that apply' }),
    kind: Kind,
    endpoint: MaybeName,
    lastRun: Type.Union([runShape, Type.Null()]),
  },
  closed,
)

const recordShape = Type.Object(
  {
    client: Type.String(),
    scenario: Type.String(),
    trust: Trust,
    attempt: Type.Integer(),
    end: endShape,
    durationMs: Type.Number(),
    output: Type.String(),
    outputBytes: Type.Integer(),
    events: Type.Array(eventShape),
    namesAsked: Texts,
    strays: Type.Integer(),
    clock: clockShape,
    predicate: Type.Optional(Type.Boolean()),
    mixed: Type.String(),
  },
  closed,
)

const cellShape = Type.Object(
  {
    scenario: Type.String(),
    trust: Trust,
    verdict: Type.Object({ kind: VerdictKinds, reason: Reasons, evidence: Type.String() }, closed),
    predicted: Type.Optional(Outcomes),
    disagreement: Type.Optional(Disagreements),
    clock: clockShape,
    records: Type.Array(recordShape),
  },
  closed,
)

const rehearsedShape = Type.Object(
  {
    client: Type.String(),
    kind: Kind,
    pin: Type.Object({ kind: Pins, sentence: Type.String(), basis: Texts }, closed),
    accepts: Type.Array(Accepts),
    cells: Type.Array(cellShape),
  },
  closed,
)

export const runWholeShape = Type.Object(
  {
    ...runFields,
    hosts: Texts,
    scenarios: Type.Array(
      Type.Object(
        { id: Type.String(), title: Type.String(), kind: ScenarioKinds, about: Type.String() },
        closed,
      ),
    ),
    sandbox: Type.Union([
      Type.Object({ method: Type.String(), noPacketLeaves: Type.Boolean(), gaps: Texts }, closed),
      Type.Null(),
    ]),
    clients: Type.Array(Type.Object({ rehearsed: rehearsedShape, release: MaybeName }, closed)),
    sentences: Type.Array(Type.String(), { description: 'The answer' }),
  },
  closed,
)

export const runnerShape = Type.Object(
  { name: Type.String(), lastSeen: Time, program: Type.String(), clients: Texts },
  closed,
)

export const pushedShape = Type.Object(
  {
    run: Id('run'),
    runs: Type.Array(Id('run'), { description: 'One for each kind of rehearsal' }),
    changed: Type.Boolean({ description: 'false when all of it was there already' }),
  },
  closed,
)

/** Held at compile time: the shapes are what the pages are told of. */
export const shapesAreShown: readonly [
  Same<Static<typeof planShape>, Sent<ShownRehearsalPlan>>,
  Same<Static<typeof runShape>, Sent<ShownRun>>,
  Same<Static<typeof rehearsedShape>, Sent<RehearsedClient>>,
  Same<Static<typeof runWholeShape>, Sent<ShownRunWhole>>,
  Same<Static<typeof runnerShape>, Sent<ShownRunner>>,
  Same<Static<typeof pushedShape>, Sent<PushedRehearsal>>,
] = [true, true, true, true, true, true]
