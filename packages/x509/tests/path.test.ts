import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildPaths, type Certificate, isSelfIssued, parseCertificate, positionOf } from '@foreseen/x509'
import { nodeCrypto } from '@foreseen/x509/node'
import { fixtureDer } from '../../../tests/fixture-ca/read.ts'

function certificateOf(name: string): Certificate {
  const parsed = parseCertificate(fixtureDer(name))
  assert.ok(parsed.ok)
  return parsed.value
}

const names = [
  'leaf',
  'leaf-new-intermediate',
  'intermediate-1',
  'intermediate-1-reissued',
  'intermediate-2',
  'intermediate-2-by-b',
  'root-a',
  'root-a-expired',
  'root-b',
  'root-b-by-a',
]
const all = new Map(names.map(name => [name, certificateOf(name)]))
const pick = (...wanted: string[]): Certificate[] => wanted.map(name => all.get(name) ?? certificateOf(name))
const nameOf = (certificate: Certificate): string =>
  [...all].find(
    ([, candidate]) =>
      candidate.der.every((octet, i) => octet === certificate.der[i]) &&
      candidate.der.length === certificate.der.length,
  )?.[0] ?? '?'
const shown = (leaf: string, pool: string[], anchors: string[]): string[] =>
  buildPaths(pick(leaf)[0] ?? certificateOf(leaf), pick(...pool), pick(...anchors), {
    crypto: nodeCrypto,
  }).paths.map(path => path.certificates.map(nameOf).join(' '))

test('one chain', () => {
  assert.deepEqual(shown('leaf', ['intermediate-1'], ['root-a']), ['leaf intermediate-1 root-a'])
  assert.deepEqual(shown('leaf', [], ['root-a']), [])
  assert.deepEqual(shown('root-a', [], ['root-a']), ['root-a'])
})

test('a reissued intermediate of the same name and key is a second edge to the same authority', () => {
  assert.deepEqual(
    shown('leaf', ['intermediate-1', 'intermediate-1-reissued', 'intermediate-1'], ['root-a']),
    ['leaf intermediate-1 root-a', 'leaf intermediate-1-reissued root-a'],
  )
})

test('an anchor is its name and key: another certificate of the same root leads to it too', () => {
  assert.deepEqual(shown('leaf', ['intermediate-1', 'root-a'], ['root-a-expired']), [
    'leaf intermediate-1 root-a-expired',
  ])
})

test('cross-signing: both roots are reached, the short way first, no circle', () => {
  const pool = ['intermediate-2', 'intermediate-2-by-b', 'root-b-by-a', 'root-a', 'root-b']
  const paths = shown('leaf-new-intermediate', pool, ['root-a'])
  assert.ok(paths.includes('leaf-new-intermediate intermediate-2 root-a'), paths.join('; '))
  assert.ok(paths.includes('leaf-new-intermediate intermediate-2-by-b root-b-by-a root-a'), paths.join('; '))
  assert.equal(paths[0], 'leaf-new-intermediate intermediate-2 root-a')
})

test('a namesake with another key is no issuer when signatures are checked', () => {
  const namesake = certificateOf('leaf')
  const intermediate = certificateOf('intermediate-1')
  const impostor: Certificate = { ...intermediate, publicKey: namesake.publicKey }
  const leaf = certificateOf('leaf')
  const anchors = pick('root-a')
  assert.equal(buildPaths(leaf, [impostor], anchors, { crypto: nodeCrypto }).paths.length, 0)
  const [unchecked] = buildPaths(leaf, [impostor], anchors).paths
  assert.equal(unchecked?.signatures, 'unchecked')
})

test('depth and number of paths are bounded', () => {
  const pool = pick('intermediate-1', 'intermediate-1-reissued')
  const leaf = certificateOf('leaf')
  const bounded = (bounds: { maxDepth?: number; maxPaths?: number; maxSteps?: number }) => {
    const { paths, stoppedBy } = buildPaths(leaf, pool, pick('root-a'), { crypto: nodeCrypto, ...bounds })
    return [paths.length, stoppedBy]
  }
  assert.deepEqual(bounded({}), [2, undefined])
  assert.deepEqual(bounded({ maxDepth: 2 }), [0, 'depth'])
  assert.deepEqual(bounded({ maxPaths: 1 }), [1, 'paths'])
  assert.deepEqual(bounded({ maxSteps: 1 }), [0, 'steps'])
})

/** `count` authorities that all signed one another, as far as names go. */
function tangle(count: number): { leaf: Certificate; pool: Certificate[] } {
  const leaf = certificateOf('leaf')
  const root = certificateOf('root-a')
  const octets = (number: number): Uint8Array => Uint8Array.from([0x30, 4, number >> 8, number & 255, 0, 0])
  const twin = (own: number, by: number): Certificate => ({
    ...root,
    der: Uint8Array.from([...octets(own), ...octets(by)]),
    subject: { der: octets(own), rdns: [] },
    issuer: { der: octets(by), rdns: [] },
  })
  const pool = Array.from({ length: count }, (_, i) =>
    Array.from({ length: 30 }, (_, j) => twin(i % 30, (i + j) % 30)),
  ).flat()
  return { leaf: { ...leaf, issuer: { der: octets(0), rdns: [] } }, pool }
}

test('a thousand cross-signed twins end in time', () => {
  const { leaf, pool } = tangle(1_000)
  const began = performance.now()
  assert.deepEqual(buildPaths(leaf, pool, pick('root-b')), { paths: [], stoppedBy: 'steps' })
  assert.ok(performance.now() - began < 3_000)
})

test('positions', () => {
  const table = [
    ['leaf', 'leaf'],
    ['intermediate-1', 'intermediate'],
    ['root-b-by-a', 'intermediate'],
    ['root-a', 'root'],
    ['root-a-expired', 'root'],
    ['self-p-256', 'self-signed-leaf'],
    ['odd-v1', 'root'],
  ] as const
  for (const [name, position] of table)
    assert.equal(positionOf(certificateOf(name), nodeCrypto), position, name)
})

test('a self-issued certificate whose signature is another key’s is no root', () => {
  const root = certificateOf('root-a')
  const forged: Certificate = { ...root, publicKey: certificateOf('root-b').publicKey }
  assert.equal(isSelfIssued(forged), true)
  assert.equal(positionOf(forged, nodeCrypto), 'intermediate')
})
