import {
  applySchema,
  type Wanted,
  type WantedEndpoint,
  type WantedProduct,
  type WantedRehearsal,
  type WantedRelease,
} from '@foreseen/facts'
import { type PushTarget, readTarget } from './push.ts'
import { type RawValues, Reading } from './read.ts'
import type { Read } from './usage-problem.ts'
import { maxPlanBytes, type Path, type YamlMapping, YamlSource } from './yaml-source.ts'

export interface ApplyOptions {
  readonly file: string
  readonly target: PushTarget
  /** Say what would be done, and do nothing. */
  readonly isDry: boolean
  /** Do not ask. */
  readonly isAgreed: boolean
}

/** Reads everything that `foreseen apply` takes. Codes: `push-bad-server`, `push-clear-text`, `push-missing-token`. */
export function parseApply(
  words: readonly string[],
  raw: RawValues,
  env: Readonly<Record<string, string | undefined>>,
): Read<ApplyOptions> {
  const reading = new Reading(raw)
  const [file = ''] = words
  if (file === '') reading.refuse('cli-empty-value', 'the file is empty.', 'Name a file: foreseen.yaml.')
  const server = reading.text('server') ?? env.FORESEEN_SERVER ?? ''
  return reading.result({
    file,
    target: readTarget(reading, 'server', server, env),
    isDry: reading.on('dry-run'),
    isAgreed: reading.on('yes'),
  })
}

/** Reads the mappings of one file; what is wrong is kept with its line. */
class WantedFile {
  readonly source: YamlSource

  constructor(source: YamlSource) {
    this.source = source
  }

  /** The fields of a mapping that are there, as the server takes them. */
  static some(mapping: YamlMapping, keys: readonly string[]): Record<string, string> {
    return Object.fromEntries(keys.filter(key => mapping.has(key)).map(key => [key, mapping.text(key)]))
  }

  static lists(mapping: YamlMapping, keys: readonly string[]): Record<string, readonly string[]> {
    return Object.fromEntries(
      keys.filter(key => mapping.has(key)).map(key => [key, mapping.texts(key, 'Write a list: [a, b].')]),
    )
  }

  required(mapping: YamlMapping, key: string): string {
    const text = mapping.text(key)
    if (text === '') mapping.refuse(key, 'is missing.', `Write ${key}: and what it is.`)
    return text
  }

  /** A day, or `null` where the file says so: `supportedUntil: null` takes it away. */
  day(mapping: YamlMapping, key: string, value: unknown): Record<string, string | null> {
    const isNull = typeof value === 'object' && value !== null && Reflect.get(value, key) === null
    if (isNull) return { [key]: null }
    return mapping.has(key) ? { [key]: mapping.text(key) } : {}
  }

  installs(release: YamlMapping, path: Path): { readonly installs?: NonNullable<WantedRelease['installs']> } {
    if (!release.has('installs')) return {}
    const items = release.items('installs', 'Write a list of {at: 2026-11-01, count: 1200}.')
    return {
      installs: items.map((item, index) => {
        const one = this.source.mapping(item, [...path, 'installs', index], ['at', 'count'])
        return { at: this.required(one, 'at'), count: one.number('count', 0, 0, 1e12) }
      }),
    }
  }

  release(value: unknown, path: Path): WantedRelease {
    const keys = ['version', 'platform', 'support', 'supportedUntil', 'released', 'artefactSha256']
    const lists = ['updateHosts', 'endpoints']
    const release = this.source.mapping(value, path, [...keys, ...lists, 'installs'])
    return {
      version: this.required(release, 'version'),
      ...WantedFile.some(release, ['platform', 'support', 'artefactSha256']),
      ...this.day(release, 'supportedUntil', value),
      ...this.day(release, 'released', value),
      ...WantedFile.lists(release, lists),
      ...this.installs(release, path),
    }
  }

  product(value: unknown, path: Path): WantedProduct {
    const product = this.source.mapping(value, path, ['name', 'releases'])
    const items = product.items('releases', 'Write a list of releases.')
    const releases = items.map((item, index) => this.release(item, [...path, 'releases', index]))
    return { name: this.required(product, 'name'), releases }
  }

  plan(endpoint: YamlMapping, value: unknown): Pick<WantedEndpoint, 'plan'> {
    const said: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'plan') : undefined
    if (said === null) return { plan: null }
    if (said === undefined) return {}
    const texts = ['renews', 'keyPolicy', 'nextIssuer', 'window']
    const plan = endpoint.below('plan', [...texts, 'leadDays', 'renewalDay', 'thirdParty'])
    return {
      plan: {
        ...WantedFile.some(plan, texts),
        ...(plan.has('leadDays') ? { leadDays: plan.number('leadDays', 0, 0, 3650) } : {}),
        ...(plan.has('renewalDay') ? { renewalDay: plan.text('renewalDay') } : {}),
        ...(plan.has('thirdParty') ? { thirdParty: plan.on('thirdParty', false) } : {}),
      },
    }
  }

  endpoint(value: unknown, path: Path): WantedEndpoint {
    const endpoint = this.source.mapping(value, path, ['name', 'starttls', 'ended', 'plan'])
    return {
      name: this.required(endpoint, 'name'),
      ...WantedFile.some(endpoint, ['starttls']),
      ...(endpoint.has('ended') ? { ended: endpoint.on('ended', false) } : {}),
      ...this.plan(endpoint, value),
    }
  }

  client(value: unknown, path: Path): NonNullable<WantedRehearsal['clients']>[number] {
    const client = this.source.mapping(value, path, ['name', 'release'])
    const name = this.required(client, 'name')
    if (!client.has('release')) return { name }
    const release = client.below('release', ['product', 'version', 'platform'])
    const [product, version] = [this.required(release, 'product'), this.required(release, 'version')]
    return { name, release: { product, version, ...WantedFile.some(release, ['platform']) } }
  }

  rehearsal(value: unknown, path: Path): WantedRehearsal {
    const lists = ['hosts', 'scenarios']
    const keys = ['name', 'ended', 'kind', 'endpoint', 'clients', ...lists]
    const rehearsal = this.source.mapping(value, path, keys)
    const clients = rehearsal.items('clients', 'Write a list of clients by their names.')
    return {
      name: this.required(rehearsal, 'name'),
      ...WantedFile.some(rehearsal, ['kind', 'endpoint']),
      ...WantedFile.lists(rehearsal, lists),
      ...(rehearsal.has('ended') ? { ended: rehearsal.on('ended', false) } : {}),
      ...(rehearsal.has('clients')
        ? { clients: clients.map((item, index) => this.client(item, [...path, 'clients', index])) }
        : {}),
    }
  }
}

const parts = ['products', 'endpoints', 'rehearsals'] as const

/**
 * A file of what is wanted (`docs/apply.md`): YAML 1.2 or JSON, bounded, unknown keys refused with their line and the
 * nearest known one. Codes: `rehearse-bad-yaml`, `rehearse-bad-value`, `rehearse-unknown-key`.
 */
export function parseWanted(name: string, text: string): Read<Wanted> {
  if (Buffer.byteLength(text) > maxPlanBytes) {
    const detail = `${name} has more than ${maxPlanBytes >> 20} MiB.`
    return { ok: false, problems: [{ code: 'rehearse-bad-yaml', detail, remedy: 'Split it into several.' }] }
  }
  const source = new YamlSource(name, text)
  if (source.problems.length > 0) return { ok: false, problems: source.problems }
  const file = new WantedFile(source)
  const whole = source.mapping(source.value, [], ['schema', ...parts])
  const schema = whole.text('schema', applySchema)
  if (schema !== applySchema) whole.refuse('schema', 'is another one.', `Write schema: ${applySchema}.`)
  const each = <T>(key: (typeof parts)[number], read: (value: unknown, path: Path) => T): readonly T[] =>
    whole.items(key, `Write a list of ${key}.`).map((item, index) => read(item, [key, index]))
  const wanted: Wanted = {
    schema: applySchema,
    products: each('products', (value, path) => file.product(value, path)),
    endpoints: each('endpoints', (value, path) => file.endpoint(value, path)),
    rehearsals: each('rehearsals', (value, path) => file.rehearsal(value, path)),
  }
  return source.problems.length > 0 ? { ok: false, problems: source.problems } : { ok: true, value: wanted }
}
