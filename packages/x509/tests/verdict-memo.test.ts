import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Crypto, rememberVerdicts, type SignatureVerdict } from '@foreseen/x509'
import { nodeCrypto } from '@foreseen/x509/node'

const octets = (...values: number[]): Uint8Array => Uint8Array.from(values)

function counting(verdict: SignatureVerdict): { readonly crypto: Crypto; readonly asked: () => number } {
  let asked = 0
  const verify = (): SignatureVerdict => {
    asked++
    return verdict
  }
  return { crypto: { ...nodeCrypto, verify }, asked: () => asked }
}

test('the same question is asked once', () => {
  const known = new Map<string, SignatureVerdict>()
  const memo = {
    load: (id: string) => known.get(id),
    store: (id: string, verdict: SignatureVerdict) => void known.set(id, verdict),
  }
  const { crypto, asked } = counting('invalid')
  const remembering = rememberVerdicts(crypto, memo)
  const ask = () => remembering.verify(octets(1), octets(2), octets(3), octets(4))
  assert.equal(ask(), 'invalid')
  assert.equal(ask(), 'invalid')
  assert.equal(asked(), 1)
  assert.deepEqual(
    [...known.keys()].map(id => id.length),
    [32],
  )
})

test('octets that belong to another part are another question', () => {
  const known = new Set<string>()
  const memo = { load: () => undefined, store: (id: string) => void known.add(id) }
  const { crypto } = counting('valid')
  const remembering = rememberVerdicts(crypto, memo)
  remembering.verify(octets(1), octets(2, 3), octets(4), octets(5))
  remembering.verify(octets(1, 2), octets(3), octets(4), octets(5))
  remembering.verify(octets(1), octets(2), octets(3, 4), octets(5))
  remembering.verify(octets(1), octets(2), octets(3), octets(4, 5))
  assert.equal(known.size, 4)
})

test('what this machine cannot check is not remembered', () => {
  const stored: string[] = []
  const memo = { load: () => undefined, store: (id: string) => void stored.push(id) }
  const { crypto, asked } = counting('unsupported')
  const remembering = rememberVerdicts(crypto, memo)
  for (let k = 0; k < 2; k++) remembering.verify(octets(1), octets(2), octets(3), octets(4))
  assert.equal(asked(), 2)
  assert.deepEqual(stored, [])
})
