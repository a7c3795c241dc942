/** Recorded runs of real clients (`recorded.json`), decoded into what the judge reads. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunRecord, WireEvent } from '@foreseen/facts'

type RecordedRun = readonly [code: number, durationMs: number, output: string, events: string]

interface Recording {
  readonly scenarios: readonly string[]
  readonly clients: Readonly<Record<string, readonly RecordedRun[]>>
}

const host = 'api.example.test'

export const recording: Recording = JSON.parse(
  readFileSync(join(import.meta.dirname, 'recorded.json'), 'utf8'),
)

/** `2r31=48`: on connection 2, refused with alert 48 after 31 ms. */
function decodeEvent(text: string): WireEvent {
  const match = /^(\d+)([a-z])(\d+)(?:=(.*))?$/.exec(text)
  assert.ok(match, text)
  const base = { connection: Number(match[1]), atMs: Number(match[3]) }
  const value = match[4] ?? ''
  switch (match[2]) {
    case 'o':
      return { kind: 'opened', ...base, address: '127.1.0.1', port: 443 }
    case 'h':
      return {
        kind: 'hello',
        ...base,
        host,
        rehearsed: true,
        serverName: host,
        alpn: [],
        version: 'TLSv1.3',
      }
    case 's':
      return {
        kind: 'secured',
        ...base,
        protocol: value || 'TLSv1.3',
        cipher: '',
        alpn: '',
        resumed: false,
        clientCertificate: '',
      }
    case 'q': {
      const [method = '', path = ''] = value.split('_')
      return { kind: 'request', ...base, method, path, agent: '' }
    }
    case 'r':
      return {
        kind: 'refused',
        ...base,
        alert: value === '' ? undefined : Number(value),
        detail: value === '' ? 'connection reset' : '',
      }
    case 'b':
      return { kind: 'broke', ...base, alert: undefined, detail: 'connection reset' }
    default:
      return { kind: 'closed', ...base, bytes: 0 }
  }
}

/** The runs of one client, one for each scenario, all with the old root trusted. */
export function recordsOf(client: string): readonly RunRecord[] {
  const runs = recording.clients[client]
  assert.ok(runs, client)
  return runs.map(([code, durationMs, output, events], index) => ({
    client,
    scenario: recording.scenarios[index] ?? '',
    trust: 'old',
    attempt: 0,
    end: { kind: 'code', code },
    durationMs,
    output,
    outputBytes: output.length,
    events: events === '' ? [] : events.split(' ').map(decodeEvent),
    namesAsked: [],
    strays: 0,
    clock: { kind: 'real' },
    predicate: undefined,
    mixed: '',
  }))
}

export const recordedClients: readonly string[] = Object.keys(recording.clients)
