import { observationSchema, starttlsProtocols } from '@foreseen/facts'
import { Type } from 'typebox'

/** One observation as it is taken in; `docs/formats/observations.schema.json` says the same to people. */

/** A NUL is no text to PostgreSQL. */
const line = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000]*$' })
const maybe = <T extends Parameters<typeof Type.Optional>[0]>(type: T) => Type.Union([type, Type.Null()])
const hex = Type.String({ pattern: '^[0-9a-f]{64}$' })
const time = Type.String({
  maxLength: 32,
  pattern: '^[+-]?[0-9]{4,6}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{3})?Z$',
})
const code = Type.String({ maxLength: 60, pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' })
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const closed = { additionalProperties: false }

/** Bytes of one certificate in base64; as much as one Certificate message of TLS may hold is far more. */
const mostDer = 262_144
/** More certificates than any client takes. */
const mostCertificates = 200
const mostProblems = 200

/** Names and times are read from the bytes again; what is sent of them is for people. */
const certificate = Type.Object(
  {
    sha256: hex,
    spkiSha256: maybe(hex),
    subject: maybe(line(16_384)),
    issuer: maybe(line(16_384)),
    serial: maybe(line(1024)),
    key: maybe(line(200)),
    notBefore: maybe(time),
    notAfter: maybe(time),
    der: Type.String({ maxLength: mostDer, pattern: '^[A-Za-z0-9+/]*={0,2}$', description: 'base64' }),
  },
  closed,
)

const served = Type.Object(
  {
    state: Type.Literal('served'),
    protocol: maybe(line(20)),
    cipher: maybe(line(100)),
    alpn: maybe(line(255)),
    chainSha256: hex,
    chain: Type.Array(certificate, { maxItems: mostCertificates }),
    leafIndex: Type.Optional(count),
    staple: maybe(Type.Object({ status: line(100), sizeBytes: count }, closed)),
    sctCount: count,
  },
  closed,
)

const alert = Type.Object(
  {
    number: Type.Integer({ minimum: 0, maximum: 255 }),
    name: line(100),
    level: Type.Enum(['warning', 'fatal']),
  },
  closed,
)

const failed = Type.Object(
  { state: Type.Literal('failed'), code, detail: line(2000), alert: maybe(alert) },
  closed,
)

export const observationShape = Type.Object(
  {
    schema: Type.Literal(observationSchema),
    source: Type.Enum(['network', 'file']),
    host: line(300),
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    starttls: Type.Enum([...starttlsProtocols, 'none']),
    address: maybe(line(100)),
    family: maybe(Type.Union([Type.Literal(4), Type.Literal(6)])),
    sni: maybe(line(253)),
    keyType: Type.Enum(['rsa', 'ecdsa', 'any']),
    at: time,
    outcome: Type.Union([served, failed]),
    problems: Type.Array(Type.Object({ code, offset: count, detail: line(2000) }, closed), {
      maxItems: mostProblems,
    }),
  },
  closed,
)
