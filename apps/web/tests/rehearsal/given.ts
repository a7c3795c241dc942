/** Plans, runs and runners as the server answers them, with every kind of square. */
import type {
  Outcome,
  RehearsedCell,
  RehearsedClient,
  RunRecord,
  ShownRehearsalPlan,
  ShownRun,
  ShownRunner,
  ShownRunWhole,
  TrustStore,
  VerdictKind,
} from '@foreseen/facts'
import { scenarios } from '@foreseen/rules'

const id = (prefix: string, number: number): string => `${prefix}_${String(number).padStart(26, '0')}`

export const run = (number: number, more: Partial<ShownRun> = {}): ShownRun => ({
  id: id('run', number),
  plan: { id: id('pla', 1), name: 'joost, supported releases' },
  kind: 'what-if',
  state: 'done',
  runner: 'build-3',
  program: 'foreseen 0.1.0',
  created: '2026-11-22T07:40:00.000Z',
  started: '2026-11-22T07:40:05.000Z',
  ended: '2026-11-22T07:43:00.000Z',
  share: 1,
  text: '',
  ...more,
})

const release = (version: string) => ({ id: id('rel', Number(version.at(-1))), name: `joost ${version}` })

export const plan = (number: number, more: Partial<ShownRehearsalPlan> = {}): ShownRehearsalPlan => ({
  id: id('pla', number),
  name: 'joost, supported releases',
  created: '2026-11-01T08:00:00.000Z',
  hosts: ['www.joost.test:443'],
  clients: ['0.9.1', '0.9.2', '1.0.0'].map(version => ({
    name: `joost ${version}`,
    release: release(version),
  })),
  scenarios: [],
  kind: 'what-if',
  endpoint: { id: id('end', 1), name: 'www.joost.test:443' },
  lastRun: run(1),
  ...more,
})

export const runner: ShownRunner = {
  name: 'build-3',
  lastSeen: '2026-11-22T09:58:00.000Z',
  program: 'foreseen 0.1.0',
  clients: ['joost 0.9.1', 'joost 0.9.2', 'joost 1.0.0'],
}

const record = (
  client: string,
  scenario: string,
  trust: TrustStore,
  kind: VerdictKind,
  attempt: number,
): RunRecord => ({
  client,
  scenario,
  trust,
  attempt,
  end: { kind: 'code', code: kind === 'connects' ? 0 : 1 },
  durationMs: 184,
  output: kind === 'connects' ? '{}' : 'joost: update: certificate verify failed (fingerprint)\n',
  outputBytes: 55,
  events: [
    { kind: 'opened', connection: 1, atMs: 31, address: '198.18.0.7', port: 443 },
    {
      kind: 'hello',
      connection: 1,
      atMs: 34,
      host: 'www.joost.test',
      rehearsed: true,
      serverName: 'www.joost.test',
      alpn: ['http/1.1'],
      version: 'TLSv1.3',
    },
    ...(kind === 'connects'
      ? ([
          {
            kind: 'secured',
            connection: 1,
            atMs: 39,
            protocol: 'TLSv1.3',
            cipher: 'TLS_AES_256_GCM_SHA384',
            alpn: 'http/1.1',
            resumed: false,
            clientCertificate: '',
          },
          { kind: 'request', connection: 1, atMs: 41, method: 'GET', path: '/update', agent: 'joost' },
          { kind: 'closed', connection: 1, atMs: 60, bytes: 120 },
        ] as const)
      : ([
          { kind: 'refused', connection: 1, atMs: 40, alert: 48, detail: '' },
          { kind: 'closed', connection: 1, atMs: 41, bytes: 0 },
        ] as const)),
  ],
  namesAsked: ['www.joost.test'],
  strays: 0,
  clock: { kind: 'real' },
  predicate: undefined,
  mixed: '',
})

const evidenceOf: Readonly<Record<VerdictKind, readonly [RehearsedCell['verdict']['reason'], string]>> = {
  connects: ['request', 'GET /update arrived over the connection'],
  refuses: ['alert', 'refused in the handshake with alert 48 (unknown_ca)'],
  unsure: ['flaky', 'two runs of the same case differ'],
  'not-run': ['not-rehearsable', 'this machine cannot run it'],
}

type Told = readonly [kind: VerdictKind, predicted?: Outcome]

function cellsOf(client: string, told: (scenario: string, kind: string, trust: TrustStore) => Told) {
  return scenarios.flatMap(({ id: scenario, kind, trusts }) =>
    trusts.map((trust): RehearsedCell => {
      const [verdict, predicted] = told(scenario, kind, trust)
      const [reason, evidence] = evidenceOf[verdict]
      const isAgainst = predicted === 'breaks' && verdict === 'connects'
      const attempts = verdict === 'refuses' ? [0, 1] : [0]
      return {
        scenario,
        trust,
        verdict: { kind: verdict, reason, evidence },
        predicted,
        disagreement: isAgainst ? 'false-pin' : undefined,
        clock: { kind: 'real' },
        records:
          verdict === 'not-run' ? [] : attempts.map(at => record(client, scenario, trust, verdict, at)),
      }
    }),
  )
}

const client = (
  name: string,
  pin: RehearsedClient['pin']['kind'],
  accepts: RehearsedClient['accepts'],
  told: (scenario: string, kind: string, trust: TrustStore) => Told,
): RehearsedClient => ({
  client: name,
  kind: 'what-if',
  pin: { kind: pin, sentence: 'It holds the certificate.', basis: [] },
  accepts,
  cells: cellsOf(name, told),
})

const faultKinds = ['fault']
const keeps = ['baseline', 'renewed-same-key']

export const whole: ShownRunWhole = {
  ...run(1),
  hosts: ['www.joost.test:443'],
  scenarios: scenarios.map(({ id, title, kind, about }) => ({ id, title, kind, about })),
  sandbox: { method: 'root', noPacketLeaves: true, gaps: [] },
  sentences: [
    "joost 0.9.1 stops connecting at every renewal: it holds the server's own certificate.",
    'joost 0.9.2 holds the key of the certificate: it survives a renewal with the same key only.',
    'Security: joost 1.0.0 accepts an expired certificate, which it must refuse.',
  ],
  clients: [
    {
      release: release('0.9.1'),
      rehearsed: client('joost 0.9.1', 'certificate', [], (scenario, kind) => {
        if (faultKinds.includes(kind)) return ['refuses']
        return scenario === 'baseline' ? ['connects'] : ['refuses', 'breaks']
      }),
    },
    {
      release: release('0.9.2'),
      rehearsed: client('joost 0.9.2', 'leaf-key', [], (scenario, kind) => {
        if (faultKinds.includes(kind)) return ['refuses']
        if (keeps.includes(scenario)) return ['connects', 'survives']
        return scenario === 'six-days' ? ['unsure', 'breaks'] : ['refuses', 'may-break']
      }),
    },
    {
      release: null,
      rehearsed: client('joost 1.0.0', 'none', ['expired'], (scenario, kind, trust) => {
        if (scenario === 'expired-leaf') return ['connects']
        if (faultKinds.includes(kind)) return ['refuses']
        if (scenario === 'cross-sign-dropped' && trust === 'old') return ['refuses']
        if (scenario === 'without-client-auth') return ['not-run']
        return scenario === 're-keyed' ? ['connects', 'breaks'] : ['connects', 'survives']
      }),
    },
  ],
}

const plans = { '/rehearsal-plans': { items: [plan(1)], next: null } }

/** Everything of the rehearsal pages. */
export const answers = {
  ...plans,
  '/runners': { items: [runner], next: null },
  [`/rehearsal-plans/${id('pla', 1)}`]: plan(1),
  '/runs': {
    items: [
      run(1),
      run(0, { state: 'failed', text: 'No sandbox works here.', ended: '2026-11-15T07:00:00.000Z' }),
    ],
    next: null,
  },
  [`/runs/${id('run', 1)}`]: whole,
  '/releases': { items: [], next: null },
  '/endpoints': { items: [], next: null },
}
