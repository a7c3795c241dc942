import { applySchema, starttlsProtocols, type Wanted } from '@foreseen/facts'
import { type Static, Type } from 'typebox'
import { planShape } from '../endpoint/plan.ts'
import { Day } from '../http/days.ts'
import { Text } from '../http/shapes.ts'
import { saidFields } from '../release/changing.ts'

const closed = { additionalProperties: false }
/** Larger fleets come in several files; each is one change. */
const most = 2000

const EndpointName = Type.String({ minLength: 1, maxLength: 2048, description: 'HOST, HOST:PORT or a URL' })

const release = Type.Object(
  {
    version: Text(200),
    platform: Type.Optional(Text(100)),
    ...saidFields,
    installs: Type.Optional(
      Type.Array(Type.Object({ at: Day, count: Type.Integer({ minimum: 0, maximum: 1e12 }) }, closed), {
        maxItems: 1000,
      }),
    ),
  },
  closed,
)

const { renewalDay: _renewalDay, ...planFields } = planShape.properties
const plan = Type.Partial(
  Type.Object({ ...planFields, renewalDay: Type.Union([Day, Type.Null()]) }, closed),
  closed,
)

const endpoint = Type.Object(
  {
    name: EndpointName,
    starttls: Type.Optional(Type.Enum([...starttlsProtocols, 'none'])),
    ended: Type.Optional(Type.Boolean()),
    plan: Type.Optional(Type.Union([plan, Type.Null()])),
  },
  closed,
)

const client = Type.Object(
  {
    name: Text(200),
    release: Type.Optional(
      Type.Object({ product: Text(200), version: Text(200), platform: Type.Optional(Text(100)) }, closed),
    ),
  },
  closed,
)

const rehearsal = Type.Object(
  {
    name: Text(200),
    ended: Type.Optional(Type.Boolean()),
    kind: Type.Optional(Type.Enum(['real', 'what-if'])),
    hosts: Type.Optional(Type.Array(Text(300), { maxItems: 100 })),
    clients: Type.Optional(Type.Array(client, { maxItems: 1000 })),
    scenarios: Type.Optional(Type.Array(Text(200), { maxItems: 500 })),
    endpoint: Type.Optional(EndpointName),
  },
  closed,
)

export const wantedShape = Type.Object(
  {
    schema: Type.Literal(applySchema),
    products: Type.Optional(
      Type.Array(
        Type.Object(
          { name: Text(200), releases: Type.Optional(Type.Array(release, { maxItems: most })) },
          closed,
        ),
        { maxItems: most },
      ),
    ),
    endpoints: Type.Optional(Type.Array(endpoint, { maxItems: most })),
    rehearsals: Type.Optional(Type.Array(rehearsal, { maxItems: most })),
  },
  closed,
)

export const appliedShape = Type.Object(
  {
    lines: Type.Array(
      Type.Object(
        {
          verb: Type.Enum(['create', 'change', 'end', 'keep']),
          what: Type.Enum(['product', 'release', 'endpoint', 'renewal-plan', 'installs', 'rehearsal-plan']),
          name: Type.String(),
          changes: Type.Array(Type.String()),
        },
        closed,
      ),
    ),
    done: Type.Boolean({ description: 'false: this is the plan, and nothing was done' }),
  },
  closed,
)

/** What was sent is what files say; what is answered is what everybody reads. */
export const wantedOf = (sent: Static<typeof wantedShape>): Wanted => sent
