/** Runs made by hand: the smallest record that shows one thing. */
import assert from 'node:assert/strict'
import type { AskedRun, RunEnd, RunRecord, WireEvent } from '@foreseen/facts'
import { decideRuns, type RehearsalPlan, scenarioOf } from '../../src/index.ts'

export const host = 'api.example.test'

export function planOf(ids: readonly string[], plan: Partial<RehearsalPlan> = {}): RehearsalPlan {
  const scenarios = ids.map(id => {
    const scenario = scenarioOf(id)
    assert.ok(scenario, id)
    return scenario
  })
  return {
    kind: 'what-if',
    scenarios,
    trusts: undefined,
    stopEarly: [],
    currentChain: false,
    hosts: [host],
    ...plan,
  }
}

/** How a connection goes; a number is an alert in the handshake. */
export type Course =
  | number
  | 'request'
  | 'data'
  | 'closed-in-handshake'
  | 'closed-after'
  | 'reset-after'
  | 'idle'
  | 'handshaking'
  | 'wordless'

export interface ConnectionMade {
  readonly connection?: number
  readonly host?: string
  readonly rehearsed?: boolean
  readonly atMs?: number
  readonly version?: string
}

/** The events of one connection. */
export function connection(course: Course, made: ConnectionMade = {}): readonly WireEvent[] {
  const { connection = 1, host: name = host, rehearsed = true, atMs = 10, version = 'TLSv1.3' } = made
  const at = (ms: number) => ({ connection, atMs: atMs + ms })
  const opened: WireEvent = { kind: 'opened', ...at(0), address: '127.1.0.1', port: 443 }
  const closed: WireEvent = { kind: 'closed', ...at(9), bytes: 0 }
  if (course === 'wordless') return [opened, closed]
  const hello: WireEvent = {
    kind: 'hello',
    ...at(1),
    host: name,
    rehearsed,
    serverName: name,
    alpn: [],
    version,
  }
  if (course === 'handshaking') return [opened, hello]
  if (typeof course === 'number' || course === 'closed-in-handshake') {
    const alert = typeof course === 'number' ? course : undefined
    return [opened, hello, { kind: 'refused', ...at(2), alert, detail: '' }, closed]
  }
  const secured: WireEvent = {
    kind: 'secured',
    ...at(3),
    protocol: version,
    cipher: '',
    alpn: '',
    resumed: false,
    clientCertificate: '',
  }
  const begun = [opened, hello, secured]
  switch (course) {
    case 'idle':
      return begun
    case 'closed-after':
      return [...begun, closed]
    case 'reset-after':
      return [...begun, { kind: 'broke', ...at(4), alert: undefined, detail: 'connection reset' }]
    case 'data':
      return [...begun, { kind: 'data', ...at(5), bytes: 12 }, { ...closed, bytes: 12 }]
    case 'request':
      return [
        ...begun,
        { kind: 'data', ...at(5), bytes: 80 },
        { kind: 'request', ...at(5), method: 'GET', path: '/', agent: '' },
        { ...closed, bytes: 80 },
      ]
  }
}

export const ended = (code: number): RunEnd => ({ kind: 'code', code })
export const timedOut: RunEnd = { kind: 'timeout' }

export type RunMade = Partial<RunRecord> & { readonly course?: Course }

/** One run; without a course there is no connection. */
export function run(scenario: string, made: RunMade = {}): RunRecord {
  const { course, ...rest } = made
  const isGood = course === 'request' || course === 'data'
  return {
    client: 'joost 0.9.1',
    scenario,
    trust: 'old',
    attempt: 0,
    end: ended(isGood ? 0 : 1),
    durationMs: 1000,
    output: '',
    outputBytes: 0,
    events: course === undefined ? [] : connection(course),
    namesAsked: [],
    strays: 0,
    clock: { kind: 'real' },
    predicate: undefined,
    mixed: '',
    ...rest,
  }
}

/** What a client does when it is run: the asked run in, what differs from a plain record out. */
export type Manner = (asked: AskedRun) => RunMade

/** Asks the planner and answers it until it is content; the order in which runs were asked for comes with it. */
export function rehearse(
  plan: RehearsalPlan,
  manner: Manner,
): { readonly records: readonly RunRecord[]; readonly asked: readonly AskedRun[] } {
  const records: RunRecord[] = []
  const asked: AskedRun[] = []
  for (;;) {
    const next = decideRuns(plan, records)[0]
    if (next === undefined) return { records, asked }
    assert.ok(asked.length < 1000, 'the planner does not come to an end')
    asked.push(next)
    const { scenario, trust, attempt } = next
    records.push(run(scenario, { trust, attempt, ...manner(next) }))
  }
}

/** A client that connects but where `refusals` names a scenario, or one with a trust store (`id@trust`). */
export function refusing(refusals: readonly string[], course: Course = 48): Manner {
  return ({ scenario, trust }) => ({
    course: refusals.includes(scenario) || refusals.includes(`${scenario}@${trust}`) ? course : 'request',
  })
}
