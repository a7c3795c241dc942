/** Shapes of what was seen on the wire, as `facts/rehearsal` has them; both the report and the matrix are made of them. */
import {
  type ClockState,
  disagreements,
  pinKinds,
  type RunEnd,
  rehearsalKinds,
  trustStores,
  verdictKinds,
  verdictReasons,
  type WireEvent,
  wronglyAccepted,
} from '@foreseen/facts'
import { type Static, type TSchema, Type } from 'typebox'

const closed = { additionalProperties: false }

/** What a text may be: no NUL, which no database keeps. */
export const Plain = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000]*$' })
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Ms = Type.Number({ minimum: 0, maximum: 1e12 })
const Days = Type.Number({ minimum: -1e6, maximum: 1e6 })

export const Trust = Type.Enum(trustStores)
export const Kind = Type.Enum(rehearsalKinds)
export const VerdictKinds = Type.Enum(verdictKinds)
export const Outcomes = Type.Enum(['breaks', 'may-break', 'survives'])
export const Disagreements = Type.Enum(disagreements)
export const Pins = Type.Enum(pinKinds)
export const Accepts = Type.Enum(wronglyAccepted)
export const ScenarioKinds = Type.Enum(['baseline', 'renewal', 'fault', 'staged'])
export const Reasons = Type.Enum(verdictReasons)

export const clockShape = Type.Union([
  Type.Object({ kind: Type.Literal('real') }, closed),
  Type.Object({ kind: Type.Literal('moved'), days: Days, by: Type.Enum(['faketime', 'qemu']) }, closed),
  Type.Object({ kind: Type.Literal('shifted'), days: Days }, closed),
  Type.Object({ kind: Type.Literal('unmoved'), days: Days, detail: Plain(2000) }, closed),
])

export const endShape = Type.Union([
  Type.Object({ kind: Type.Literal('code'), code: Type.Integer() }, closed),
  Type.Object({ kind: Type.Literal('signal'), signal: Plain(100) }, closed),
  Type.Object({ kind: Type.Enum(['timeout', 'flood']) }, closed),
  Type.Object({ kind: Type.Literal('not-started'), detail: Plain(2000) }, closed),
])

const event = <K extends string, T extends Record<string, TSchema>>(kind: K, own: T) =>
  Type.Object({ kind: Type.Literal(kind), connection: Count, atMs: Ms, ...own }, closed)

const Protocols = Type.Array(Plain(100), { maxItems: 100 })

export const eventShape = Type.Union([
  event('opened', { address: Plain(300), port: Count }),
  event('hello', {
    host: Plain(300),
    rehearsed: Type.Boolean(),
    serverName: Plain(300),
    alpn: Protocols,
    version: Plain(50),
  }),
  event('starttls', { protocol: Plain(50) }),
  event('secured', {
    protocol: Plain(50),
    cipher: Plain(100),
    alpn: Plain(100),
    resumed: Type.Boolean(),
    clientCertificate: Plain(64),
  }),
  event('refused', { alert: Type.Optional(Count), detail: Plain(2000) }),
  event('data', { bytes: Count }),
  event('request', { method: Plain(100), path: Plain(300), agent: Plain(2000) }),
  event('plain', { host: Plain(300), path: Plain(2000) }),
  event('broke', { alert: Type.Optional(Count), detail: Plain(2000) }),
  event('closed', { bytes: Count }),
])

/** What JSON leaves of a type: a member that may be `undefined` is left out. */
export type Sent<T> = T extends readonly (infer Item)[]
  ? Sent<Item>[]
  : T extends object
    ? { [K in keyof T as undefined extends T[K] ? never : K]: Sent<T[K]> } & {
        [K in keyof T as undefined extends T[K] ? K : never]?: Sent<Exclude<T[K], undefined>>
      }
    : T

/** Both ways, so that neither has anything that the other lacks. */
export type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false

/** Held at compile time: the shapes are the facts. */
export const wireShapesAreFacts: readonly [
  Same<Static<typeof eventShape>, Sent<WireEvent>>,
  Same<Static<typeof clockShape>, Sent<ClockState>>,
  Same<Static<typeof endShape>, Sent<RunEnd>>,
] = [true, true, true]
