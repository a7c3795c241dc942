import { nearest } from '@foreseen/facts'
import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Refusal, type RefusedPart } from './refusal.ts'

const partNames: Readonly<Record<string, string>> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
  headers: 'header',
}

const mostErrors = 50
/** A name that a client sent is repeated to it no longer than this. */
const nameLength = 64

interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
  readonly message: string
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const stringsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter(entry => typeof entry === 'string') : []

/** The schema at a JSON pointer, as far as plain objects and arrays lead there. */
function schemaAt(schema: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, key) => {
      if (!isRecord(at)) return undefined
      return isRecord(at.properties) && Object.hasOwn(at.properties, key) ? at.properties[key] : at.items
    }, schema)
}

function knownNames(schema: unknown, pointer: string): string[] {
  const at = schemaAt(schema, pointer)
  return isRecord(at) && isRecord(at.properties) ? Object.keys(at.properties) : []
}

function unknownName(name: string, known: readonly string[]): string {
  const near = nearest(name, known)
  return near === undefined ? 'There is no such field.' : `There is no such field. Did you mean ${near}?`
}

function partsOf(schema: unknown, part: string, error: SchemaError): RefusedPart[] {
  const at = `${part}${error.instancePath.slice(0, 200)}`
  const params: { requiredProperties?: unknown; additionalProperties?: unknown; allowedValues?: unknown } =
    error.params
  switch (error.keyword) {
    case 'required':
      return stringsIn(params.requiredProperties).map(name => ({
        at: `${at}/${name}`,
        detail: 'This is required.',
      }))
    case 'additionalProperties': {
      const known = knownNames(schema, error.instancePath)
      return stringsIn(params.additionalProperties).map(name => ({
        at: `${at}/${name.slice(0, nameLength)}`,
        detail: unknownName(name, known),
      }))
    }
    case 'enum':
      return [{ at, detail: `It must be one of: ${stringsIn(params.allowedValues).join(', ')}.` }]
    case 'pattern':
      return [{ at, detail: 'It does not have the form that the interface describes.' }]
    // Follow-ups of errors that are told by themselves.
    case 'boolean':
    case 'anyOf':
      return []
    default:
      return [{ at, detail: `It ${error.message}.` }]
  }
}

/** Texts of a query become numbers and booleans where the schema has them; nothing else is converted. */
export function fromText(schema: unknown, value: unknown): unknown {
  if (!isRecord(schema)) return value
  if (schema.type === 'object' && isRecord(value)) {
    const properties = isRecord(schema.properties) ? schema.properties : {}
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [
        key,
        Object.hasOwn(properties, key) ? fromText(properties[key], entry) : entry,
      ]),
    )
  }
  if (schema.type === 'array') return Array.isArray(value) ? value : [value]
  if (typeof value !== 'string') return value
  if (schema.type === 'integer' && /^-?[0-9]{1,15}$/.test(value)) return Number(value)
  if (schema.type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

/** Checks with TypeBox; what is wrong is a {@link Refusal} that names place and expectation and repeats no value. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema)
  const part = partNames[httpPart ?? ''] ?? 'request'
  return (sent: unknown) => {
    const value = httpPart === 'body' ? sent : fromText(schema, sent)
    if (check.Check(value)) return { value }
    const parts: RefusedPart[] = []
    for (const error of check.Errors(value).slice(0, mostErrors)) parts.push(...partsOf(schema, part, error))
    const detail =
      parts.length === 1 ? 'One part of the request is wrong.' : 'Parts of the request are wrong.'
    const named =
      parts.length > 0 ? parts : [{ at: part, detail: 'It does not have one of the forms that are taken.' }]
    return { error: new Refusal('server-invalid', detail, { parts: named }) }
  }
}
