/** What the addresses serve, against what was staged. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Observation, ObservedKeyType } from '@foreseen/facts'
import { decideServing } from '../../src/index.ts'
import { nowMs } from './scene.ts'

const staged = ['aa'.repeat(32), 'bb'.repeat(32)]

function look(
  address: string,
  chain: readonly string[] | string,
  keyType: ObservedKeyType = 'any',
): Observation {
  const outcome: Observation['outcome'] =
    typeof chain === 'string'
      ? { state: 'failed', code: chain, detail: 'nobody answers' }
      : {
          state: 'served',
          protocol: 'TLSv1.3',
          cipher: '',
          chain: chain.map(sha256 => ({ sha256, spkiSha256: '', der: new Uint8Array() })),
          leafIndex: 0,
          chainSha256: '',
          alpn: '',
          staple: { present: false },
          sctCount: 0,
        }
  return {
    schema: 'foreseen.observation/1',
    source: 'network',
    host: 'www.joost.test',
    port: 443,
    starttls: 'none',
    address,
    family: 4,
    sni: '',
    keyType,
    atMs: nowMs,
    outcome,
    problems: [],
  }
}

const old = ['cc'.repeat(32)]
const state = (...looks: readonly Observation[]): string => decideServing(looks, staged).state

test('everywhere, partly, nowhere, unseen', () => {
  assert.equal(state(look('1.1.1.1', staged), look('::1', staged)), 'everywhere')
  assert.equal(state(look('1.1.1.1', staged), look('::1', old)), 'partial')
  assert.equal(state(look('1.1.1.1', old)), 'nowhere')
  assert.equal(state(look('1.1.1.1', 'tls-timeout'), look('::1', old)), 'nowhere')
  assert.equal(state(look('1.1.1.1', staged), look('::1', 'tls-timeout')), 'unseen')
  assert.equal(state(look('1.1.1.1', 'tls-timeout')), 'unseen')
  assert.equal(state(), 'unseen')
})

test('one of two keys is enough at an address', () => {
  assert.equal(state(look('1.1.1.1', old, 'rsa'), look('1.1.1.1', staged, 'ecdsa')), 'everywhere')
  assert.equal(state(look('1.1.1.1', 'tls-alert', 'rsa'), look('1.1.1.1', staged, 'ecdsa')), 'everywhere')
})

test('the same leaf with another chain is another chain, and said so', () => {
  const serving = decideServing([look('1.1.1.1', staged.slice(0, 1))], staged)
  assert.equal(serving.state, 'nowhere')
  assert.match(
    serving.places[0]?.detail ?? '',
    /staged leaf with other certificates.*1 staged|one certificate sent, 2 staged/,
  )
})
