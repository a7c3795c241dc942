import {
  disagreements,
  pinKinds,
  type RehearsedCell,
  type RehearsedClient,
  rehearsalKinds,
  rehearsalSchema,
  type TrustStore,
  trustStores,
  verdictKinds,
  verdictReasons,
  wronglyAccepted,
} from '@foreseen/facts'
import { printable } from '@foreseen/x509'
import { CommandFailure, quoted } from '../options/usage-problem.ts'
import { readNamedFile } from '../read-file.ts'

/** What a report of `foreseen rehearse --format json` says that a forecast can use. */
export interface RehearsalReport {
  readonly file: string
  readonly atMs: number
  /** `host:port` of the hosts under rehearsal. */
  readonly endpoints: readonly string[]
  readonly clients: readonly RehearsedClient[]
}

/** A fleet of a hundred releases with all that was seen on the wire has tens of megabytes. */
const largestReportBytes = 512 << 20
const maxClients = 20_000
const maxCells = 1000

const outcomes = ['breaks', 'may-break', 'survives'] as const

/** A place in the document with what stands there; every getter refuses what is not as the schema says. */
class Place {
  readonly #file: string
  readonly #path: string
  readonly #value: unknown

  constructor(file: string, path: string, value: unknown) {
    this.#file = file
    this.#path = path
    this.#value = value
  }

  refuse(detail: string): never {
    const where = this.#path === '' ? 'the document' : this.#path
    throw badReport(this.#file, `${where} ${detail}`)
  }

  key(name: string): Place {
    const value = this.#value
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.refuse('is no object')
    const path = this.#path === '' ? name : `${this.#path}.${name}`
    return new Place(this.#file, path, Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined)
  }

  items(most: number): readonly Place[] {
    const value = this.#value
    if (!Array.isArray(value)) this.refuse('is no list')
    if (value.length > most) this.refuse(`has more than ${most} entries`)
    return value.map((item: unknown, at) => new Place(this.#file, `${this.#path}[${at}]`, item))
  }

  text(): string {
    const value = this.#value
    if (typeof value !== 'string' || value.length > 10_000) this.refuse('is no text')
    return value
  }

  word<T extends string>(known: readonly T[]): T {
    const found = known.find(word => word === this.#value)
    return found ?? this.refuse(`is none of ${known.join(', ')}`)
  }

  /** `undefined` for null. */
  wordOrNull<T extends string>(known: readonly T[]): T | undefined {
    return this.#value === null ? undefined : this.word(known)
  }
}

function badReport(file: string, detail: string): CommandFailure {
  const remedy = 'Give the output of "foreseen rehearse --format json --out FILE".'
  return new CommandFailure('rehearse-bad-report', `--rehearsed ${file} is no rehearsal: ${detail}.`, remedy)
}

function cellAt(place: Place): RehearsedCell {
  return {
    scenario: place.key('scenario').text(),
    trust: place.key('trust').word<TrustStore>(trustStores),
    verdict: {
      kind: place.key('verdict').word(verdictKinds),
      reason: place.key('reason').word(verdictReasons),
      evidence: printable(place.key('evidence').text()),
    },
    predicted: place.key('predicted').wordOrNull(outcomes),
    disagreement: place.key('disagreement').wordOrNull(disagreements),
    // What was seen on the wire stays in the report: the forecast rests on the verdict.
    clock: { kind: 'real' },
    records: [],
  }
}

function clientAt(place: Place): RehearsedClient {
  return {
    client: place.key('client').text(),
    kind: place.key('kind').word(rehearsalKinds),
    pin: { kind: place.key('pin').word(pinKinds), sentence: place.key('sentence').text(), basis: [] },
    accepts: place
      .key('accepts')
      .items(wronglyAccepted.length)
      .map(item => item.word(wronglyAccepted)),
    cells: place.key('cells').items(maxCells).map(cellAt),
  }
}

/** Reads a report as the schema says. Codes: `cli-cannot-read`, `rehearse-bad-report`. */
export function readReport(file: string): RehearsalReport {
  const text = Buffer.from(readNamedFile('--rehearsed', file, largestReportBytes)).toString('utf8')
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    throw badReport(file, 'it is no JSON')
  }
  const document = new Place(file, '', found)
  const schema = document.key('schema')
  const name = schema.text()
  if (name !== rehearsalSchema) schema.refuse(`is ${quoted(name)}, and ${rehearsalSchema} is read`)
  const atMs = Date.parse(document.key('at').text())
  if (!Number.isFinite(atMs)) document.key('at').refuse('is no time')
  return {
    file,
    atMs,
    endpoints: document
      .key('hosts')
      .items(maxClients)
      .map(host => host.key('endpoint').text()),
    clients: document.key('clients').items(maxClients).map(clientAt),
  }
}
