/** A small rehearsal for tests of the sandbox: one host, four scenarios, clients made from commands. */
import type { Scenario, TrustStore } from '@foreseen/facts'
import type { Client, RunRequest, SandboxMethod, SandboxOptions } from '@foreseen/world/sandbox'

export const host = 'api.example.test'
export const url = `https://${host}/`

const baseline: Scenario = {
  id: 'baseline',
  title: 'served today',
  kind: 'baseline',
  about: 'The server presents what it presents today.',
  teaches: 'Whoever refuses it refuses everything.',
  leaf: {
    key: 'same',
    notBeforeDays: -30,
    notAfterDays: 60,
    names: 'hosts',
    commonName: true,
    clientAuth: true,
  },
  authorities: [],
  issuer: 'intermediate-a',
  sends: ['leaf', 'intermediate-a'],
  trusts: ['old'],
  clockDays: 0,
  changes: [],
  event: undefined,
}

export const scenarios: readonly Scenario[] = [
  baseline,
  { ...baseline, id: 'rekeyed', kind: 'renewal', leaf: { ...baseline.leaf, key: 'new' } },
  { ...baseline, id: 'expired', kind: 'fault', leaf: { ...baseline.leaf, notAfterDays: -2 } },
  { ...baseline, id: 'clock-61', kind: 'renewal', clockDays: 61 },
]

export function optionsFor(method: SandboxMethod): SandboxOptions {
  return {
    method,
    hosts: [{ host, port: 443, starttls: 'none', alpn: ['http/1.1'], asksClientCertificate: false }],
    scenarios,
    materials: {
      currentChainPath: '',
      currentKeyPath: '',
      nextChainPath: '',
      nextKeyPath: '',
      authorityDir: '',
    },
    answersDir: '',
    keepEnvironment: false,
    nowMs: Date.now(),
  }
}

export function clientOf(argv: readonly string[], more: Partial<Client> = {}): Client {
  return {
    id: argv.join(' '),
    argv,
    cwd: process.cwd(),
    env: {},
    homeTemplate: '',
    firstVisit: '',
    timeoutMs: 20_000,
    outputLimitBytes: 1 << 20,
    ...more,
  }
}

export function requestOf(client: Client, scenario = 'baseline', trust: TrustStore = 'old'): RunRequest {
  return { client, scenario, trust, attempt: 0, predicate: undefined, alone: false }
}
