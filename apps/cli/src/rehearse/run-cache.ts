import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { FleetRelease, RunRecord, Scenario, TrustStore } from '@foreseen/facts'
import { verdictKey } from '@foreseen/rules'
import { nodeCrypto } from '@foreseen/x509/node'
import { CommandFailure } from '../options/usage-problem.ts'
import { systemReason } from '../read-file.ts'

/** Name and version of the cache file; another one is refused and not overwritten. */
const cacheSchema = 'foreseen.rehearsal-cache/1'

/** Old entries go first beyond this many. */
const maxEntries = 20_000

/** Records of runs by everything that they depend on. */
export interface RunCache {
  find(key: string): RunRecord | undefined
  keep(key: string, record: RunRecord): void
  /** Writes what is new; beside the file first, so that it is whole or as it was. Code: `cli-cannot-write`. */
  save(): void
}

/** A cache that remembers nothing. */
export const noCache: RunCache = { find: () => undefined, keep: () => {}, save: () => {} }

function isRecord(value: unknown): value is RunRecord {
  return (
    typeof value === 'object' && value !== null && 'events' in value && 'end' in value && 'attempt' in value
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readEntries(path: string): Map<string, RunRecord> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map()
    const detail = `cannot read --cache ${path}: ${systemReason(error)}.`
    throw new CommandFailure('cli-cannot-read', detail, 'Give the name of a file that can be read.', error)
  }
  const refusal = new CommandFailure(
    'rehearse-bad-cache',
    `--cache ${path} is no cache of rehearsals.`,
    'Name another file, or remove it.',
  )
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    throw refusal
  }
  if (!isObject(found) || found.schema !== cacheSchema || !isObject(found.entries)) throw refusal
  const entries = new Map<string, RunRecord>()
  for (const [key, value] of Object.entries(found.entries)) if (isRecord(value)) entries.set(key, value)
  return entries
}

/** Opens a cache file. Codes: `cli-cannot-read`, `rehearse-bad-cache`. */
export function openRunCache(path: string): RunCache {
  const entries = readEntries(path)
  let isNew = false
  return {
    find: key => entries.get(key),
    keep(key, record) {
      isNew = true
      entries.set(key, record)
    },
    save() {
      if (!isNew) return
      const kept = [...entries].slice(-maxEntries)
      const beside = `${path}.${process.pid}.part`
      try {
        const text = JSON.stringify({ schema: cacheSchema, entries: Object.fromEntries(kept) })
        writeFileSync(beside, text, { mode: 0o600 })
        renameSync(beside, path)
      } catch (error) {
        const detail = `cannot write --cache ${path}: ${systemReason(error)}.`
        throw new CommandFailure('cli-cannot-write', detail, 'Give a file that can be written.', error)
      }
    },
  }
}

/** What a key is made of beyond the run itself. */
export interface CaseSetting {
  readonly clientSha256: string
  readonly homeSha256: string
  /** SHA-256 of the keys and certificates that stay from today's chain. */
  readonly keptKeys: readonly string[]
  /** The sandbox's method, and what else a client meets in it beside the chain. */
  readonly sandbox: string
}

/** The key of one run; '' when the client could not be read, so that nothing is remembered of it. */
export function runKey(
  release: FleetRelease,
  scenario: Scenario,
  run: { readonly trust: TrustStore; readonly attempt: number },
  setting: CaseSetting,
): string {
  if (setting.clientSha256 === '') return ''
  const { leaf, authorities, issuer, sends } = scenario
  // The plan of a scenario is the shape of its chain: stand-ins are made of nothing else.
  const shape = [JSON.stringify([leaf, issuer, authorities]), ...sends]
  const key = verdictKey(
    {
      clientSha256: setting.clientSha256,
      argv: release.argv,
      env: release.env,
      homeSha256: setting.homeSha256,
      firstVisit: release.firstVisit,
      scenario: scenario.id,
      trust: run.trust,
      clockDays: scenario.clockDays,
      chainShape: shape,
      changes: scenario.changes,
      keptKeys: setting.keptKeys,
      predicate: release.predicate,
      sandbox: setting.sandbox,
    },
    nodeCrypto,
  )
  return `${key}-${run.attempt}`
}
