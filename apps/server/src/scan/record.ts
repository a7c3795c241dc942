import {
  type FindingRecord,
  findingsSchema,
  kinds,
  type SummaryRecord,
  type UnseenRecord,
} from '@foreseen/facts'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'

/** One line of `foreseen.findings/1` as it is taken in; `docs/formats/findings.schema.json` says the same to people. */

const schema = Type.Literal(findingsSchema)
/** A NUL is no text to PostgreSQL; a path, a label or a subject that has one is not ours. */
const line = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000]*$' })
const maybe = <T extends Parameters<typeof Type.Optional>[0]>(type: T) => Type.Union([type, Type.Null()])
const hex = Type.String({ pattern: '^[0-9a-f]{64}$' })
const time = Type.String({
  maxLength: 32,
  pattern: '^[+-]?[0-9]{4,6}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{3})?Z$',
})
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const closed = { additionalProperties: false }

const target = Type.Object(
  {
    by: Type.Enum(['spki', 'certificate']),
    source: Type.Enum(['found', 'observed']),
    sha256: Type.Optional(hex),
    spkiSha256: hex,
    subject: line(8192),
  },
  closed,
)

const entry = Type.Object(
  {
    alias: line(4096),
    kind: Type.Enum(['certificate', 'private-key', 'secret', 'sealed']),
    created: maybe(time),
  },
  closed,
)

const detail = {
  format: Type.Optional(line(100)),
  encrypted: Type.Optional(Type.Boolean()),
  sealing: Type.Optional(line(200)),
  form: Type.Optional(line(100)),
  digestAlgorithm: Type.Optional(line(40)),
  digest: Type.Optional(line(256)),
  target: Type.Optional(line(100)),
  expires: Type.Optional(maybe(time)),
  entries: Type.Optional(Type.Array(entry, { maxItems: 10_000 })),
  what: Type.Optional(line(200)),
  detail: Type.Optional(line(8192)),
}

export const findingShape = Type.Object(
  {
    schema,
    type: Type.Enum([
      'certificate',
      'certificate-request',
      'revocation-list',
      'public-key',
      'private-key',
      'pin',
      'keystore',
      'sealed',
      'partial',
    ]),
    kind: Type.Enum(kinds.map(({ id }) => id)),
    level: Type.Enum(['info', 'low', 'medium', 'high']),
    sha256: maybe(hex),
    spkiSha256: maybe(hex),
    subject: maybe(line(16_384)),
    issuer: maybe(line(16_384)),
    serial: maybe(line(1024)),
    key: maybe(line(200)),
    notBefore: maybe(time),
    notAfter: maybe(time),
    position: maybe(Type.Enum(['leaf', 'intermediate', 'root', 'self-signed-leaf'])),
    path: line(16_384),
    offset: count,
    length: count,
    line: maybe(count),
    section: maybe(line(1024)),
    symbol: maybe(line(16_384)),
    encoding: line(200),
    detector: line(100),
    within: maybe(line(100)),
    label: maybe(line(4096)),
    hosts: Type.Array(line(1024), { maxItems: 10_000 }),
    resolvedTo: Type.Array(target, { maxItems: 10_000 }),
    ...detail,
  },
  closed,
)

export const unseenShape = Type.Object(
  {
    schema,
    type: Type.Literal('unseen'),
    reason: Type.Enum([
      'sealed',
      'limit',
      'unsupported',
      'truncated',
      'damaged',
      'unreadable',
      'changed',
      'special',
    ]),
    code: line(100),
    detail: line(8192),
    path: line(16_384),
    offset: maybe(count),
  },
  closed,
)

const summaryShape = Type.Object(
  {
    schema,
    type: Type.Literal('summary'),
    findings: count,
    unseen: count,
    files: count,
    bytes: count,
    containers: count,
    members: count,
    inflatedBytes: count,
    at: maybe(time),
    elapsedMs: count,
  },
  closed,
)

const finding = Compile(findingShape)
const unseen = Compile(unseenShape)
const summary = Compile(summaryShape)

export type TakenRecord = FindingRecord | UnseenRecord | SummaryRecord

const isFinding = (value: unknown): value is FindingRecord => finding.Check(value)
const isUnseen = (value: unknown): value is UnseenRecord => unseen.Check(value)
const isSummary = (value: unknown): value is SummaryRecord => summary.Check(value)

const typeOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined

/** A line as a record, or what is wrong with it. */
export function takenRecord(value: unknown): TakenRecord | string {
  switch (typeOf(value)) {
    case 'unseen':
      return isUnseen(value) ? value : firstFault(unseen.Errors(value))
    case 'summary':
      return isSummary(value) ? value : firstFault(summary.Errors(value))
    default:
      return isFinding(value) ? value : firstFault(finding.Errors(value))
  }
}

function firstFault(errors: readonly { instancePath: string; message: string }[]): string {
  const [first] = errors
  return first === undefined
    ? 'no record of findings'
    : `${first.instancePath.slice(0, 100) || '/'} ${first.message}`
}
