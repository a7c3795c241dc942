/** A report of `foreseen rehearse --format json`, `foreseen.rehearsal/1`, bounded (`docs/formats/rehearsal.schema.json`). */
import { rehearsalSchema } from '@foreseen/facts'
import { type Static, Type } from 'typebox'
import { Text } from '../http/shapes.ts'
import {
  Accepts,
  clockShape,
  Disagreements,
  endShape,
  eventShape,
  Kind,
  Outcomes,
  Pins,
  Plain,
  Reasons,
  ScenarioKinds,
  Trust,
  VerdictKinds,
} from './wire-shape.ts'

const closed = { additionalProperties: false }
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(shape: T) =>
  Type.Union([shape, Type.Null()])
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Duration = Type.Number({ minimum: 0, maximum: 1e12 })
const Sentences = Type.Array(Plain(4000), { maxItems: 2000 })

/** More than these are in no report of ours; a fleet of a hundred releases has 2,500 cells. */
const mostClients = 1000
const mostCells = 500
const mostRuns = 20
const mostEvents = 2000

const runShape = Type.Object(
  {
    attempt: Count,
    end: endShape,
    durationMs: Duration,
    output: Plain(10_000),
    outputBytes: Count,
    events: Type.Array(eventShape, { maxItems: mostEvents }),
    namesAsked: Type.Array(Plain(300), { maxItems: 1000 }),
    strays: Count,
    clock: clockShape,
    predicate: orNull(Type.Boolean()),
    mixed: Plain(2000),
  },
  closed,
)

const cellShape = Type.Object(
  {
    scenario: Text(200),
    trust: Trust,
    verdict: VerdictKinds,
    reason: Reasons,
    evidence: Plain(4000),
    predicted: orNull(Outcomes),
    disagreement: orNull(Disagreements),
    clock: clockShape,
    runs: Type.Array(runShape, { maxItems: mostRuns }),
  },
  closed,
)

const clientShape = Type.Object(
  {
    client: Text(200),
    kind: Kind,
    program: Plain(4000),
    variables: Type.Array(Plain(300), { maxItems: 1000 }),
    weight: Type.Number({ minimum: 0 }),
    supported: Type.Boolean(),
    pin: Pins,
    sentence: Plain(4000),
    basis: Sentences,
    accepts: Type.Array(Accepts, { maxItems: 4, uniqueItems: true }),
    cells: Type.Array(cellShape, { maxItems: mostCells }),
  },
  closed,
)

const guarantees = Type.Object(
  {
    noPacketLeaves: Type.Boolean(),
    trust: Type.Enum(['mounts', 'environment']),
    allAddresses: Type.Boolean(),
    writesVanish: Type.Boolean(),
    scrubbed: Type.Array(Plain(300), { maxItems: 1000 }),
    gaps: Sentences,
  },
  closed,
)

const Hex = Type.String({ pattern: '^[0-9a-f]{64}$' })

const partShape = Type.Object(
  {
    kind: Kind,
    sandbox: Type.Object(
      { method: Type.Enum(['root', 'user', 'sudo', 'bwrap', 'proot', 'proxy']), guarantees },
      closed,
    ),
    runs: Count,
    remembered: Count,
    scenarios: Type.Array(
      Type.Object(
        {
          id: Text(200),
          title: Plain(500),
          kind: ScenarioKinds,
          about: Plain(4000),
          clockDays: Type.Number(),
          changes: Type.Array(Plain(100), { maxItems: 100 }),
          event: orNull(Plain(100)),
        },
        closed,
      ),
      { maxItems: mostCells },
    ),
    chains: Type.Array(
      Type.Object(
        { scenario: Text(200), sha256: Type.Array(Hex, { maxItems: 100 }), leafSpkiSha256: Hex },
        closed,
      ),
      { maxItems: mostCells },
    ),
  },
  closed,
)

export const reportShape = Type.Object(
  {
    schema: Type.Literal(rehearsalSchema),
    at: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,12}Z$' }),
    elapsedMs: Count,
    exit: Type.Enum([0, 1, 2]),
    answer: Sentences,
    hosts: Type.Array(
      Type.Object(
        {
          endpoint: Text(300),
          starttls: Plain(50),
          alpn: Type.Array(Plain(100), { maxItems: 100 }),
          asksClientCertificate: Type.Boolean(),
        },
        closed,
      ),
      { maxItems: 100 },
    ),
    requires: Type.Array(Plain(200), { maxItems: mostCells }),
    breaches: Type.Array(
      Type.Object(
        {
          release: Text(200),
          scenario: Text(200),
          trust: Trust,
          what: Type.Enum(['refuses', 'accepts', 'unsure']),
          acceptedBecause: orNull(Plain(4000)),
        },
        closed,
      ),
      { maxItems: 10_000 },
    ),
    clients: Type.Array(clientShape, { minItems: 1, maxItems: mostClients }),
    rehearsals: Type.Array(partShape, { minItems: 1, maxItems: 2 }),
    tools: Type.Record(Type.String({ maxLength: 100 }), Plain(300)),
  },
  { ...closed, description: 'What foreseen rehearse --format json writes: foreseen.rehearsal/1' },
)

export type Report = Static<typeof reportShape>
