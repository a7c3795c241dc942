/** The published schemas, compiled. */
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'

const folder = new URL('../../../docs/formats/', import.meta.url)
const names = [
  'findings',
  'scan',
  'observations',
  'forecast',
  'promotion',
  'rehearsal',
  'fleet',
  'scenario',
  'runner',
]
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true })
for (const name of names)
  ajv.addSchema(JSON.parse(readFileSync(new URL(`${name}.schema.json`, folder), 'utf8')))

/** What a document gets wrong by one of our schemas; empty when nothing. */
export function schemaErrors(name: string, document: unknown): readonly string[] {
  const validate = ajv.getSchema(`${name}.schema.json`)
  if (validate === undefined) return [`no schema ${name}`]
  validate(document)
  return (validate.errors ?? []).slice(0, 5).map(error => `${error.instancePath} ${error.message ?? ''}`)
}

const published = new URL(
  '../../../node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  import.meta.url,
)

/** What a log gets wrong by the schema of SARIF 2.1.0 as the package @microsoft/jest-sarif carries it. */
export function sarifErrors(document: unknown): readonly string[] {
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(published, 'utf8'))
  // The published one is of draft 4 and has a pattern that is no Unicode regular expression.
  const validate = new Ajv({
    strict: false,
    allErrors: true,
    unicodeRegExp: false,
    validateFormats: false,
  }).compile(schema)
  validate(document)
  return (validate.errors ?? []).slice(0, 5).map(error => `${error.instancePath} ${error.message ?? ''}`)
}
