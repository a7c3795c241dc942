import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../house.ts'

/** The parser that the program itself brings along. */
const { parse }: { parse(text: string, options: object): unknown } = createRequire(
  join(root, 'apps/cli/package.json'),
)('yaml')

/** Reads YAML; merge keys are followed, as compose files have them. */
export const readYaml = (text: string): unknown => parse(text, { merge: true })

/** A service of a compose file, as far as tests look at it. */
export interface Service {
  readonly command?: readonly string[]
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly secrets?: readonly string[]
  readonly networks?: readonly string[]
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly build?: { readonly context: string; readonly dockerfile: string }
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly secrets: Readonly<Record<string, unknown>>
  readonly networks: Readonly<Record<string, unknown>>
  readonly volumes: Readonly<Record<string, unknown>>
}
