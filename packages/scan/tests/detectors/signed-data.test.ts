import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { fixtureDer, fixturePem, toyPem } from '../../../../tests/fixture-ca/read.ts'
import { signedDataDetector as detector } from '../../src/detectors/signed-data.ts'
import { catchesOf, filler, hitsOf, inputOf, join, optionsOf, spansInside } from '../detecting.ts'

const dir = mkdtempSync(joinPath(tmpdir(), 'foreseen-signed-'))
after(() => rmSync(dir, { recursive: true, force: true }))
const skip = spawnSync('openssl', ['version']).status === 0 ? false : 'needs openssl: apt-get install openssl'
const place = (name: string): string => joinPath(dir, name)
const openssl = (...words: string[]): Buffer =>
  execFileSync('openssl', words, { stdio: ['ignore', 'pipe', 'ignore'] })

const chain = ['leaf', 'intermediate-1', 'root-a']
const files: Record<string, string> = { 'content.txt': 'signed text', 'leaf.key': toyPem('leaf') }
for (const name of chain) files[`${name}.pem`] = fixturePem(name)
for (const [name, text] of Object.entries(files)) writeFileSync(place(name), text)

const bundle = (): Uint8Array =>
  openssl(
    'crl2pkcs7',
    '-nocrl',
    '-outform',
    'DER',
    ...chain.flatMap(name => ['-certfile', place(`${name}.pem`)]),
  )

function signature(content: string, ...flags: string[]): Uint8Array {
  writeFileSync(place('content.txt'), content)
  return openssl(
    'cms',
    '-sign',
    '-binary',
    '-outform',
    'DER',
    '-nosmimecap',
    '-in',
    place('content.txt'),
    '-signer',
    place('leaf.pem'),
    '-inkey',
    place('leaf.key'),
    '-certfile',
    place('intermediate-1.pem'),
    ...flags,
  )
}

const seen = (bytes: Uint8Array, path?: string): string[] =>
  catchesOf(detector, bytes, path === undefined ? {} : { path }).map(one => {
    assert.ok(one.type === 'certificate')
    assert.deepEqual(one.encoding === 'der' ? bytes.subarray(one.start, one.end) : one.der, one.der)
    return `${one.within} ${createHash('sha256').update(one.der).digest('hex')}`
  })

const as = (within: string, names: readonly string[]): string[] =>
  names.map(name => `${within} ${createHash('sha256').update(fixtureDer(name)).digest('hex')}`)

test('a bundle without signers, at an odd offset', { skip }, () => {
  assert.deepEqual(seen(join(filler(77), bundle(), filler(50, 4))).sort(), as('pkcs7-bundle', chain).sort())
})

test('signatures, attached and detached, DER and indefinite', { skip }, () => {
  const expected = as('pkcs7-signature', ['leaf', 'intermediate-1']).sort()
  for (const flags of [[], ['-nodetach'], ['-nodetach', '-stream']]) {
    assert.deepEqual(seen(join(filler(9), signature('text', ...flags))).sort(), expected, flags.join(' '))
  }
})

test('a certificate stands at its own offset, not at that of the structure', { skip }, () => {
  const bytes = join(filler(31), bundle())
  const found = catchesOf(detector, bytes)
    .map(({ start }) => start)
    .sort((a, b) => a - b)
  const expected = chain.map(name => Buffer.from(bytes).indexOf(fixtureDer(name))).sort((a, b) => a - b)
  assert.deepEqual(found, expected)
})

test('a signature inside a signature is reported once, as the outer one', { skip }, () => {
  writeFileSync(place('inner.der'), signature('text'))
  const inner = Buffer.from(readFileSync(place('inner.der')))
  const outer = signature(inner.toString('latin1'), '-nodetach')
  const nested = openssl(
    'cms',
    '-sign',
    '-binary',
    '-nodetach',
    '-outform',
    'DER',
    '-in',
    place('inner.der'),
    '-signer',
    place('leaf.pem'),
    '-inkey',
    place('leaf.key'),
  )
  assert.ok(outer.length > inner.length)
  const input = inputOf(nested)
  const hits = hitsOf(detector, nested)
  assert.equal(hits.length, 2)
  assert.equal(detector.find(hits[0] ?? assert.fail(), input, optionsOf()).length, 3)
  assert.deepEqual(detector.find(hits[1] ?? assert.fail(), input, optionsOf()), [])
})

test('what surrounds a signature says what it is for', { skip }, () => {
  const signed = signature('text')
  const be32 = (value: number): Uint8Array => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return bytes
  }
  const frames: readonly [string, Uint8Array, string][] = [
    ['macho-signature', join(filler(40), be32(0xfade0b01), be32(signed.length + 8), signed), 'a.out'],
    ['font-signature', join(filler(40), be32(0), be32(signed.length), signed), 'font.otf'],
    [
      'module-signature',
      join(filler(40), signed, new Uint8Array(12), '~Module signature appended~\n'),
      'x.ko',
    ],
    ['jar-signature', signed, 'app.jar!META-INF/SIGNER.RSA'],
    ['pkcs7-signature', signed, 'META-INF.RSA'],
  ]
  for (const [within, bytes, path] of frames) {
    assert.deepEqual(seen(bytes, path).sort(), as(within, ['leaf', 'intermediate-1']).sort(), within)
  }
})

test('Authenticode by the type of what it signs', { skip }, () => {
  const signed = openssl(
    'cms',
    '-sign',
    '-binary',
    '-nodetach',
    '-outform',
    'DER',
    '-econtent_type',
    '1.3.6.1.4.1.311.2.1.4',
    '-in',
    place('content.txt'),
    '-signer',
    place('leaf.pem'),
    '-inkey',
    place('leaf.key'),
  )
  assert.deepEqual(seen(signed), as('authenticode', ['leaf']))
})

test('a provisioning profile gives its signer and its developers', { skip }, () => {
  const data = new X509Certificate(fixtureDer('self-p-256')).raw.toString('base64')
  const plist = `<?xml version="1.0"?><!DOCTYPE plist><plist><dict><key>DeveloperCertificates</key><array><data>${data}</data></array></dict></plist>`
  const profile = signature(plist, '-nodetach')
  const names = ['leaf', 'intermediate-1', 'self-p-256']
  assert.deepEqual(seen(profile).sort(), as('provisioning-profile', names).sort())
})

test('nothing without certificates, nothing cut off, nothing from a lone identifier', { skip }, () => {
  const bare = signature('text', '-nocerts')
  const oid = Uint8Array.of(0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02, 0xa0)
  for (const bytes of [
    bare.subarray(0, 200),
    bundle().subarray(0, 900),
    join(filler(20), oid, filler(400)),
  ]) {
    assert.deepEqual(seen(bytes), [])
  }
})

test('mutations: no throw, spans inside, and only what parses', { skip }, () => {
  const original = signature('text', '-nodetach', '-stream')
  fc.assert(
    fc.property(fc.array(fc.record({ at: fc.nat(120), octet: fc.nat(255) }), { maxLength: 6 }), changes => {
      const bytes = Uint8Array.from(original)
      for (const { at, octet } of changes) bytes[at] = octet
      const caught = hitsOf(detector, bytes).flatMap(hit => detector.find(hit, inputOf(bytes), optionsOf()))
      assert.ok(spansInside(caught, bytes))
    }),
    { numRuns: 150 },
  )
})
