/** A recorded sandbox: clients behave by a table, so that everything but namespaces is what ships. */
import type { RunRecord, WireEvent } from '@foreseen/facts'
import type { Guarantees, RunRequest, Sandbox, SandboxOptions } from '@foreseen/world/sandbox'
import type { RawValues } from '../src/options/read.ts'
import { parseRehearse } from '../src/options/rehearse.ts'
import type { Rehearsed } from '../src/rehearse/result.ts'
import { runRehearsal } from '../src/rehearse/run.ts'
import { scenarioSet } from '../src/rehearse/scenario-set.ts'
import { parsedFleet, type RawFleetText } from './rehearsal-plan.ts'

const nowMs = Date.parse('2026-11-23T08:00:00Z')

const guarantees: Guarantees = {
  noPacketLeaves: true,
  trust: 'mounts',
  allAddresses: true,
  writesVanish: true,
  scrubbed: ['SSL_CERT_FILE'],
  gaps: [],
}

/** How a client behaves: what it refuses, as `scenario` or `scenario trust`, and with which alert. */
export interface Behaviour {
  readonly refuses: Readonly<Record<string, number | undefined>>
}

const faults = { 'expired-leaf': 45, 'expired-intermediate': 45, 'not-yet-valid': 42, 'wrong-host': 42 }
const ordinary = {
  ...faults,
  'untrusted-root': 48,
  'missing-intermediate': 48,
  'cross-sign-dropped old': 48,
  'cross-sign-expired old': 45,
}
const newKeys = ['re-keyed', 'other-key-type', 'rsa-4096-longer-chain', 'forty-seven-days', 'six-days']
const atNewKeys = Object.fromEntries(newKeys.map(id => [id, undefined]))

/** Clients of the founding story, by the word that their command ends with. */
export const behaviours: Readonly<Record<string, Behaviour>> = {
  plain: { refuses: ordinary },
  'leaf-key': { refuses: { ...ordinary, ...atNewKeys } },
  careless: { refuses: {} },
  broken: { refuses: { ...ordinary, baseline: 48 } },
}

function eventsOf(isRefused: boolean, alert: number | undefined): readonly WireEvent[] {
  const at = { connection: 0, atMs: 10 }
  const hello: readonly WireEvent[] = [
    { kind: 'opened', ...at, address: '127.1.0.1', port: 443 },
    {
      kind: 'hello',
      ...at,
      host: 'www.joost.test',
      rehearsed: true,
      serverName: 'www.joost.test',
      alpn: [],
      version: 'TLSv1.3',
    },
  ]
  const secured: WireEvent = {
    kind: 'secured',
    ...at,
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    alpn: '',
    resumed: false,
    clientCertificate: '',
  }
  if (!isRefused)
    return [
      ...hello,
      secured,
      { kind: 'data', ...at, bytes: 80 },
      { kind: 'request', ...at, method: 'GET', path: '/', agent: 'joost' },
      { kind: 'closed', ...at, bytes: 80 },
    ]
  return alert === undefined
    ? [...hello, secured, { kind: 'closed', ...at, bytes: 0 }]
    : [...hello, { kind: 'refused', ...at, alert, detail: 'the client sent an alert' }]
}

function recordOf({ client, scenario, trust, attempt }: RunRequest): RunRecord {
  const refuses = behaviours[client.argv.at(-1) ?? '']?.refuses ?? {}
  const key = [`${scenario} ${trust}`, scenario].find(name => Object.hasOwn(refuses, name))
  const isRefused = key !== undefined
  return {
    client: client.id,
    scenario,
    trust,
    attempt,
    end: { kind: 'code', code: isRefused ? 60 : 0 },
    durationMs: 100,
    output: isRefused ? 'joost: (60) certificate problem\nbye\n' : 'ok\n',
    outputBytes: 10,
    events: eventsOf(isRefused, key === undefined ? undefined : refuses[key]),
    namesAsked: ['www.joost.test'],
    strays: 0,
    clock: { kind: 'real' },
    predicate: undefined,
    mixed: '',
  }
}

/** Opens sandboxes that keep what they were asked, and notes what was closed. */
export function recordedSandboxes(): {
  readonly open: (options: SandboxOptions) => Promise<Sandbox>
  readonly opened: SandboxOptions[]
  readonly requests: RunRequest[]
  readonly closed: () => number
} {
  const opened: SandboxOptions[] = []
  const requests: RunRequest[] = []
  let closed = 0
  return {
    opened,
    requests,
    closed: () => closed,
    open: async options => {
      opened.push(options)
      return {
        method: options.method,
        guarantees,
        chains: [{ scenario: 'baseline', sha256: ['ab'.repeat(32)], leafSpkiSha256: 'cd'.repeat(32) }],
        run: async request => {
          requests.push(request)
          return recordOf(request)
        },
        close: async () => {
          closed++
        },
      }
    },
  }
}

/** A whole rehearsal of a plan or of one client, with recorded sandboxes. */
export async function rehearsedOf(
  words: readonly string[],
  raw: RawValues,
  fleetText?: RawFleetText,
  sandboxes = recordedSandboxes(),
): Promise<Rehearsed> {
  const read = parseRehearse(words, { host: ['www.joost.test'], ...raw }, { nowMs, cwd: '/' })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const options = read.value
  const releases = options.release === undefined ? [] : [options.release]
  const fleet =
    fleetText === undefined
      ? { hosts: options.hosts, releases, requires: options.requires }
      : parsedFleet(fleetText)
  const { materials, scenarioIds, clockDays } = options
  const isReal = materials.nextChainPath !== ''
  const hasCurrent = materials.currentChainPath !== ''
  const rehearsed = await runRehearsal({
    options,
    fleet,
    hosts: [
      {
        host: 'www.joost.test',
        port: 443,
        starttls: 'none',
        alpn: ['http/1.1'],
        asksClientCertificate: false,
      },
    ],
    set: scenarioSet({ scenarioIds, requires: fleet.requires, clockDays, isReal, hasCurrent }, []),
    method: 'user',
    open: sandboxes.open,
  })
  // Durations and versions differ from run to run.
  return { ...rehearsed, elapsedMs: 1200, tools: { node: 'v24.0.0' } }
}
