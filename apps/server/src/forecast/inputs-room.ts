import { type ShownForecastInputs, starttlsProtocols } from '@foreseen/facts'
import { type Static, Type } from 'typebox'
import { anyReader } from '../account/role.ts'
import type { Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import { Id, MaybeTime, Time } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { etagOf, sendTagged } from '../listing/etag.ts'
import type { Place } from '../place.ts'
import { engineOf } from './engine.ts'
import { inputsOf } from './inputs.ts'
import { newestForecast } from './make.ts'

const closed = { additionalProperties: false }
/** Pairs of one request: a page that asks for more asks again. */
const mostPairs = 40

const query = Type.Object(
  {
    release: Type.Array(Id('rel'), { minItems: 1, maxItems: mostPairs }),
    endpoint: Type.Array(Id('end'), { minItems: 1, maxItems: mostPairs }),
  },
  closed,
)

/** Records as they are pushed (`foreseen.findings/1`). */
const RecordShape = Type.Object({}, { additionalProperties: true, description: 'foreseen.findings/1' })

const look = Type.Object(
  {
    source: Type.Enum(['network', 'file']),
    address: Type.String(),
    sni: Type.String(),
    keyType: Type.Enum(['rsa', 'ecdsa', 'any']),
    at: Time,
    state: Type.Enum(['served', 'failed']),
    chain: Type.Array(Type.Object({ sha256: Type.String(), spkiSha256: Type.String() }, closed)),
    leafIndex: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
  },
  closed,
)

const assumptions = Type.Object(
  {
    keyPolicy: Type.Union([Type.Enum(['same-key', 'new-key', 'new-intermediate', 'new-root']), Type.Null()]),
    renewal: MaybeTime,
    leadDays: Type.Union([Type.Number(), Type.Null()]),
    thirdParty: Type.Boolean(),
    provenKeys: Type.Array(Type.String()),
  },
  closed,
)

const inputsShape = Type.Object(
  {
    forecast: Id('for'),
    at: Time,
    horizon: Time,
    pairs: Type.Array(
      Type.Object(
        {
          release: Type.String(),
          endpoint: Type.String(),
          ordinal: Type.Union([Type.Integer(), Type.Null()]),
        },
        closed,
      ),
    ),
    releases: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          name: Type.String(),
          path: Type.String(),
          findings: Type.Array(RecordShape),
          unseen: Type.Array(RecordShape),
        },
        closed,
      ),
    ),
    endpoints: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          name: Type.String(),
          host: Type.String(),
          port: Type.Integer(),
          starttls: Type.Enum([...starttlsProtocols, '']),
          looks: Type.Array(look),
          assumptions,
        },
        closed,
      ),
    ),
    known: Type.Array(Type.String()),
    bytes: Type.Record(Type.String(), Type.String(), { description: 'base64 by SHA-256' }),
    signatures: Type.Array(Type.Object({ id: Type.String(), valid: Type.Boolean() }, closed)),
  },
  closed,
)

/** What the pages expect, apart from the records, which are those of `foreseen.findings/1`. */
type Bare<T extends { readonly releases: readonly object[] }> = Omit<T, 'releases'>
export const inputsText = (
  inputs: ShownForecastInputs,
): Bare<Static<typeof inputsShape>> & ShownForecastInputs => ({
  ...inputs,
  pairs: inputs.pairs.map(pair => ({ ...pair })),
  endpoints: inputs.endpoints.map(endpoint => ({
    ...endpoint,
    looks: endpoint.looks.map(each => ({ ...each, chain: each.chain.map(link => ({ ...link })) })),
    assumptions: { ...endpoint.assumptions, provenKeys: [...endpoint.assumptions.provenKeys] },
  })),
  known: [...inputs.known],
  bytes: { ...inputs.bytes },
  signatures: inputs.signatures.map(signature => ({ ...signature })),
})

/** What the rules need to work some lines out again: for a page that asks what if. */
export function inputsRoute(server: Server, place: Place): void {
  const schema = {
    operationId: 'readForecastInputs',
    summary: 'What some lines of the newest forecast follow from: the nth release with the nth endpoint',
    querystring: query,
  }
  server.get(
    `${interfaceRoot}/forecast-inputs`,
    { config: { access: anyReader }, schema: { ...schema, response: answers({ 200: inputsShape }) } },
    async (request, reply) => {
      const { release, endpoint } = request.query
      if (release.length !== endpoint.length)
        throw new Refusal('server-invalid', 'One part of the request is wrong.', {
          parts: [{ at: 'query/endpoint', detail: `There must be ${release.length}, one for each release.` }],
        })
      const forecast = await newestForecast(place)
      if (forecast === undefined) throw new Refusal('server-not-found', 'No forecast was made yet.')
      const pairs = release.map((id, index) => ({ release: id, endpoint: endpoint[index] ?? '' }))
      const engine = engineOf(place)
      const found = await engine.exclusively(async () => {
        await engine.sync(new AbortController().signal, () => {})
        return await inputsOf(place, forecast, pairs)
      })
      const inputs = inputsText(found)
      const body = {
        ...inputs,
        releases: inputs.releases.map(each => ({
          ...each,
          findings: each.findings.map(record => ({ ...record })),
          unseen: each.unseen.map(record => ({ ...record })),
        })),
      }
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
}
