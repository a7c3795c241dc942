import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { fixtureDer, fixturePem, toyPem } from '../../../../tests/fixture-ca/read.ts'
import { derRequestDetector as detector } from '../../src/detectors/der-request.ts'
import { catchesOf, filler, join, spansInside } from '../detecting.ts'

const dir = mkdtempSync(joinPath(tmpdir(), 'foreseen-request-'))
after(() => rmSync(dir, { recursive: true, force: true }))
const skip = spawnSync('openssl', ['version']).status === 0 ? false : 'needs openssl: apt-get install openssl'
const place = (name: string): string => joinPath(dir, name)
const openssl = (...words: string[]): Buffer =>
  execFileSync('openssl', words, { cwd: dir, stdio: ['ignore', 'pipe', 'ignore'] })

function request(): Uint8Array {
  writeFileSync(place('key.pem'), toyPem('leaf'))
  return new Uint8Array(
    openssl(
      'req',
      '-new',
      '-key',
      'key.pem',
      '-subj',
      '/C=SE/O=Request of some length/CN=asks.example.com',
      '-outform',
      'DER',
    ),
  )
}

function revocationList(): Uint8Array {
  writeFileSync(place('ca.pem'), fixturePem('root-a'))
  writeFileSync(place('ca.key'), toyPem('root-a'))
  const revoked = ['01', '02', '03'].map(
    serial => `R\t301231235959Z\t250101000000Z\t${serial}\tunknown\t/CN=x\n`,
  )
  writeFileSync(place('index.txt'), revoked.join(''))
  writeFileSync(
    place('ca.cnf'),
    '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=30\n',
  )
  writeFileSync(
    place('list.pem'),
    openssl('ca', '-config', 'ca.cnf', '-gencrl', '-keyfile', 'ca.key', '-cert', 'ca.pem'),
  )
  return new Uint8Array(openssl('crl', '-in', 'list.pem', '-outform', 'DER'))
}

test('a request and a revocation list among filler', { skip }, () => {
  for (const [type, der] of [
    ['certificate-request', request()],
    ['revocation-list', revocationList()],
  ] as const) {
    const [caught, ...more] = catchesOf(detector, join(filler(123), der, filler(99, 8)))
    assert.equal(more.length, 0, type)
    assert.ok(caught?.type === type, type)
    assert.deepEqual([caught.start, caught.end], [123, 123 + der.length])
    assert.deepEqual(caught.der, der)
  }
})

test('certificates and cut-off requests are not requests', { skip }, () => {
  const der = request()
  for (const bytes of [
    fixtureDer('leaf'),
    fixtureDer('odd-v1'),
    der.subarray(0, der.length - 1),
    filler(100_000, 6),
  ]) {
    assert.deepEqual(catchesOf(detector, bytes), [])
  }
})

test('mutations: no throw, spans inside', { skip }, () => {
  const der = request()
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(der.length - 1), octet: fc.nat(255) }), { maxLength: 4 }),
      changes => {
        const input = Uint8Array.from(der)
        for (const { at, octet } of changes) input[at] = octet
        assert.ok(spansInside(catchesOf(detector, input), input))
      },
    ),
    { numRuns: 150 },
  )
})
