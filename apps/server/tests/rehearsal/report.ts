/** A report as `foreseen rehearse --format json` writes it. */
import { rehearsalSchema } from '@foreseen/facts'

const runOf = (attempt: number) => ({
  attempt,
  end: { kind: 'code', code: 1 },
  durationMs: 120.5,
  output: 'refused\n',
  outputBytes: 8,
  events: [
    { kind: 'opened', connection: 1, atMs: 1.25, address: '10.0.0.1', port: 443 },
    {
      kind: 'hello',
      connection: 1,
      atMs: 2,
      host: 'www.joost.test',
      rehearsed: true,
      serverName: 'www.joost.test',
      alpn: ['http/1.1'],
      version: 'TLSv1.3',
    },
    { kind: 'refused', connection: 1, atMs: 3, alert: 48, detail: 'unknown_ca' },
    { kind: 'broke', connection: 1, atMs: 4, detail: 'closed' },
    { kind: 'closed', connection: 1, atMs: 5, bytes: 0 },
  ],
  namesAsked: ['www.joost.test'],
  strays: 0,
  clock: { kind: 'real' },
  predicate: null,
  mixed: '',
})

const cellOf = (scenario: string, verdict: string, reason: string) => ({
  scenario,
  trust: 'old',
  verdict,
  reason,
  evidence: verdict === 'refuses' ? 'refused in the handshake with alert 48 (unknown_ca)' : 'a request came',
  predicted: verdict === 'refuses' ? 'breaks' : null,
  disagreement: null,
  clock: { kind: 'real' },
  runs: [runOf(0)],
})

export const clientOf = (client: string, kind = 'what-if') => ({
  client,
  kind,
  program: '/opt/joost/bin/joost',
  variables: ['JOOST_MODE'],
  weight: 1,
  supported: true,
  pin: 'certificate',
  sentence: "It holds the server's own certificate: every renewal breaks it.",
  basis: ['refuses renewed-same-key'],
  accepts: ['expired'],
  cells: [cellOf('baseline', 'connects', 'request'), cellOf('renewed-same-key', 'refuses', 'alert')],
})

export const reportOf = (clients: readonly string[], kinds: readonly string[] = ['what-if']) => ({
  schema: rehearsalSchema,
  at: '2026-11-22T10:00:00Z',
  elapsedMs: 4000,
  exit: 0,
  answer: ['joost 0.9.1 refuses every renewal.'],
  hosts: [
    { endpoint: 'www.joost.test:443', starttls: 'none', alpn: ['http/1.1'], asksClientCertificate: false },
  ],
  requires: [],
  breaches: [],
  clients: kinds.flatMap(kind => clients.map(client => clientOf(client, kind))),
  rehearsals: kinds.map(kind => ({
    kind,
    sandbox: {
      method: 'root',
      guarantees: {
        noPacketLeaves: true,
        trust: 'mounts',
        allAddresses: true,
        writesVanish: true,
        scrubbed: [],
        gaps: [],
      },
    },
    runs: 2,
    remembered: 0,
    scenarios: [
      {
        id: 'baseline',
        title: 'today',
        kind: 'baseline',
        about: 'What is served today.',
        clockDays: 0,
        changes: [],
        event: null,
      },
      {
        id: 'renewed-same-key',
        title: 'renewed with the same key',
        kind: 'renewal',
        about: 'The next certificate has the same key.',
        clockDays: 0,
        changes: ['leaf'],
        event: 'renewed',
      },
    ],
    chains: [{ scenario: 'baseline', sha256: ['a'.repeat(64)], leafSpkiSha256: 'b'.repeat(64) }],
  })),
  tools: { foreseen: '0.1.0', node: 'v24.0.0' },
})
