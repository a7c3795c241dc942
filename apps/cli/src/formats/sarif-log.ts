import { isoTime, type Unseen } from '@foreseen/facts'
import { programVersion } from '../version.ts'

export type SarifLevel = 'error' | 'warning' | 'note'

export interface SarifRule {
  readonly id: string
  readonly name: string
  readonly shortDescription: { readonly text: string }
  readonly fullDescription: { readonly text: string }
  readonly help: { readonly text: string; readonly markdown: string }
  readonly defaultConfiguration: { readonly level: SarifLevel }
}

interface Region {
  readonly byteOffset: number
  readonly byteLength: number
  readonly startLine?: number
}

export interface SarifLocation {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string }
    readonly region?: Region
  }
  readonly logicalLocations?: readonly { readonly fullyQualifiedName: string; readonly kind: string }[]
  readonly properties?: Readonly<Record<string, string | number>>
}

export interface SarifResult {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: SarifLevel
  readonly message: { readonly text: string }
  readonly locations: readonly SarifLocation[]
  readonly partialFingerprints: Readonly<Record<string, string>>
  readonly suppressions: readonly []
  readonly properties: Readonly<Record<string, unknown>>
}

/** Relative where the path is: the reader resolves it against the root of the checkout. Absolute ones become file URIs. */
export function artifactUri(path: string): string {
  const slashed = process.platform === 'win32' ? path.replaceAll('\\', '/') : path
  const encoded = slashed.split('/').map(encodeURIComponent).join('/')
  const relative = encoded.replace(/^(\.\/)+/, '')
  if (relative.startsWith('/')) return `file://${relative}`
  return /^[A-Za-z]%3A\//.test(relative) ? `file:///${relative.replace('%3A', ':')}` : relative
}

/** The file on disk and, of a nested path, the way through the containers; '' when there is none. */
export function splitNested(path: string): { readonly file: string; readonly nested: string } {
  const at = path.indexOf('!')
  return at < 0 ? { file: path, nested: '' } : { file: path.slice(0, at), nested: path.slice(at + 1) }
}

interface Place {
  readonly path: string
  readonly offset: number
  readonly lengthBytes: number
  readonly line?: number
  readonly section?: string
  readonly symbol?: string
}

/** A place: of a nested one the region is left out, because its offset counts from the innermost bytes. */
export function sarifLocation(at: Place): SarifLocation {
  const { file, nested } = splitNested(at.path)
  const region = {
    byteOffset: at.offset,
    byteLength: at.lengthBytes,
    ...(at.line === undefined ? {} : { startLine: at.line }),
  }
  const artifactLocation = { uri: artifactUri(file) }
  const properties = {
    path: at.path,
    offset: at.offset,
    ...(at.section === undefined ? {} : { section: at.section }),
    ...(at.symbol === undefined ? {} : { symbol: at.symbol }),
  }
  if (nested === '') return { physicalLocation: { artifactLocation, region }, properties }
  const logicalLocations = [{ fullyQualifiedName: at.path, kind: 'member' }]
  return { physicalLocation: { artifactLocation }, logicalLocations, properties }
}

function notification(unseen: Unseen): object {
  return {
    level: 'warning',
    message: { text: `${unseen.path}: ${unseen.detail}` },
    descriptor: { id: unseen.code },
    locations: [
      { physicalLocation: { artifactLocation: { uri: artifactUri(splitNested(unseen.path).file) } } },
    ],
  }
}

interface Run {
  readonly rules: readonly SarifRule[]
  readonly results: Iterable<SarifResult>
  readonly unseen: readonly Unseen[]
  readonly failures: readonly { readonly code: string; readonly text: string }[]
  readonly atMs: number
}

/** A SARIF 2.1.0 log with one run, written result by result. */
export function* sarifLog(run: Run): Generator<string> {
  const driver = { name: 'Foreseen', version: programVersion(), rules: run.rules }
  const failures = run.failures.map(({ code, text }) => ({
    level: 'warning',
    message: { text },
    descriptor: { id: code },
  }))
  const invocation = {
    executionSuccessful: run.unseen.length + run.failures.length === 0,
    endTimeUtc: isoTime(run.atMs) ?? undefined,
    toolExecutionNotifications: [...run.unseen.map(notification), ...failures],
  }
  yield '{\n"$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n"version": "2.1.0",\n"runs": [{\n'
  yield `"tool": ${JSON.stringify({ driver })},\n"columnKind": "unicodeCodePoints",\n"invocations": ${JSON.stringify([invocation])},\n"results": [`
  let first = true
  for (const result of run.results) {
    yield `${first ? '\n' : ',\n'}${JSON.stringify(result)}`
    first = false
  }
  yield '\n]\n}]\n}\n'
}
