import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base64, decodeBase64, readPem } from '@foreseen/x509'
import fc from 'fast-check'
import { fixtureDer, fixturePem } from '../../../tests/fixture-ca/read.ts'

test('every block of a file, with label, octets and offsets', () => {
  const text = `intro\n${fixturePem('leaf')}between\r\n${fixturePem('root-a').replaceAll('\n', '\r\n')}`
  const blocks = readPem(text)
  assert.deepEqual(
    blocks.map(({ label }) => label),
    ['CERTIFICATE', 'CERTIFICATE'],
  )
  assert.deepEqual(
    blocks.map(({ der }) => der),
    [fixtureDer('leaf'), fixtureDer('root-a')],
  )
  for (const { start, end } of blocks) {
    assert.ok(text.slice(start, end).startsWith('-----BEGIN CERTIFICATE-----'))
    assert.ok(text.slice(start, end).endsWith('-----END CERTIFICATE-----'))
  }
  const octets = readPem(new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xc3]), Buffer.from(text)])))
  assert.deepEqual(
    octets.map(({ start }) => start),
    blocks.map(({ start }) => start + 2),
  )
})

test('headers stand apart from the body', () => {
  const [block] = readPem(
    '-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n  11\n\nAAEC\n-----END X-----',
  )
  assert.deepEqual(block?.headers, [
    { name: 'Proc-Type', value: '4,ENCRYPTED' },
    { name: 'DEK-Info', value: 'AES-128-CBC,0011' },
  ])
  assert.deepEqual(block?.der, Uint8Array.of(0, 1, 2))
})

test('a body that is not base64 is a block with a problem; an end of another label is no block', () => {
  const [block] = readPem('-----BEGIN X-----\nAA!A\n-----END X-----')
  assert.deepEqual(
    block?.problems.map(({ code }) => code),
    ['x509-pem-body'],
  )
  assert.equal(readPem('-----BEGIN X-----\nAAAA\n-----END Y-----').length, 0)
  assert.equal(readPem('-----BEGIN X-----\nAAAA\n-----BEGIN Y-----\nAAAA\n-----END Y-----')[0]?.label, 'Y')
})

test('a million begins without an end are read in time', () => {
  const began = performance.now()
  assert.deepEqual(readPem('-----BEGIN CERTIFICATE-----\n'.repeat(1_000_000)), [])
  assert.ok(performance.now() - began < 5_000)
})

test('base64 reads what it writes, and agrees with node', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), octets => {
      assert.equal(base64(octets), Buffer.from(octets).toString('base64'))
      assert.deepEqual(decodeBase64(base64(octets)), octets)
    }),
  )
  for (const text of ['A', 'AA=A', 'AAA==', 'A===', 'AA-A', 'AAAA===='])
    assert.equal(decodeBase64(text), undefined, text)
})
