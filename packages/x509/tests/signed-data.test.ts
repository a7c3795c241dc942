import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatName, parseCertificateRequest, parseRevocationList, parseSignedData } from '@foreseen/x509'
import { fixtureDer, fixturePem, toyPem } from '../../../tests/fixture-ca/read.ts'
import { hasOpenssl, needsOpenssl, openssl } from './seeds.ts'

const files = {
  'a.pem': fixturePem('root-a') + fixturePem('root-b'),
  'leaf.pem': fixturePem('leaf'),
  'leaf.key': toyPem('leaf'),
  text: 'hello',
}

test('a bundle has certificates and no signer', t => {
  if (!hasOpenssl) return t.skip(needsOpenssl)
  const der = new Uint8Array(openssl(['crl2pkcs7', '-nocrl', '-certfile', 'a.pem', '-outform', 'DER'], files))
  const parsed = parseSignedData(der)
  assert.ok(parsed.ok)
  const { certificates, signerCount, lengthBytes, crlCount } = parsed.value
  assert.deepEqual([certificates.length, signerCount, lengthBytes, crlCount], [2, 0, der.length, 0])
  assert.deepEqual(
    certificates.map(({ der }) => der),
    ['root-a', 'root-b'].map(fixtureDer),
  )
  for (const { der: member, offset } of certificates)
    assert.deepEqual(der.subarray(offset, offset + member.length), member)
})

test('a signature has signers; in DER and in BER with pieces it says the same', t => {
  if (!hasOpenssl) return t.skip(needsOpenssl)
  const sign = [
    'cms',
    '-sign',
    '-in',
    'text',
    '-signer',
    'leaf.pem',
    '-inkey',
    'leaf.key',
    '-nodetach',
    '-binary',
    '-outform',
    'DER',
  ]
  const der = new Uint8Array(openssl(sign, files))
  const ber = new Uint8Array(openssl([...sign, '-stream'], files))
  assert.equal(ber[1], 0x80)
  for (const bytes of [der, ber]) {
    const parsed = parseSignedData(bytes)
    assert.ok(parsed.ok)
    const { certificates, signerCount, lengthBytes, contentType } = parsed.value
    assert.deepEqual([signerCount, lengthBytes, contentType], [1, bytes.length, '1.2.840.113549.1.7.1'])
    assert.deepEqual(
      certificates.map(({ der }) => der),
      [fixtureDer('leaf')],
    )
  }
})

test('what is in the list but no certificate is noted and left out', t => {
  if (!hasOpenssl) return t.skip(needsOpenssl)
  const der = new Uint8Array(openssl(['crl2pkcs7', '-nocrl', '-certfile', 'a.pem', '-outform', 'DER'], files))
  const before = parseSignedData(der)
  assert.ok(before.ok)
  const broken = der.slice()
  const at = (before.value.certificates[1]?.offset ?? 0) + 4
  broken[at] = 0x31
  const parsed = parseSignedData(broken)
  assert.ok(parsed.ok)
  assert.equal(parsed.value.certificates.length, 1)
  assert.deepEqual(
    parsed.problems.map(({ code }) => code),
    ['x509-pkcs7-member'],
  )
})

test('other content types are no SignedData', () => {
  const data = new Uint8Array(Buffer.from('300f06092a864886f70d010701a0020400', 'hex'))
  assert.equal(parseSignedData(data).ok, false)
  assert.equal(parseSignedData(fixtureDer('leaf')).ok, false)
})

test('a request says who asks and for which key', t => {
  if (!hasOpenssl) return t.skip(needsOpenssl)
  const der = new Uint8Array(
    openssl(
      ['req', '-new', '-key', 'leaf.key', '-subj', '/O=Asks/CN=request.test', '-outform', 'DER'],
      files,
    ),
  )
  const parsed = parseCertificateRequest(der)
  assert.ok(parsed.ok)
  assert.equal(formatName(parsed.value.subject), 'CN=request.test,O=Asks')
  assert.deepEqual([parsed.value.publicKey.curve, parsed.value.lengthBytes], ['P-256', der.length])
  assert.equal(parseCertificateRequest(fixtureDer('leaf')).ok, false)
})

test('a revocation list says whose, from when, how many', t => {
  if (!hasOpenssl) return t.skip(needsOpenssl)
  const config = '[ca]\ndefault_ca=c\n[c]\ndatabase=index\ndefault_md=sha256\n'
  const index = ['01', '02', '03']
    .map(serial => `R\t350101000000Z\t250101000000Z\t${serial}\tunknown\t/CN=a\n`)
    .join('')
  const pem = openssl(
    [
      'ca',
      '-config',
      'config',
      '-gencrl',
      '-keyfile',
      'leaf.key',
      '-cert',
      'leaf.pem',
      '-crl_lastupdate',
      '20260101000000Z',
      '-crl_nextupdate',
      '20260201000000Z',
    ],
    { ...files, config, index, 'index.attr': '' },
  )
  const der = new Uint8Array(openssl(['crl', '-in', 'l', '-outform', 'DER'], { l: pem }))
  const parsed = parseRevocationList(der)
  assert.ok(parsed.ok)
  const { entryCount, thisUpdateMs, nextUpdateMs, lengthBytes } = parsed.value
  assert.deepEqual(
    [entryCount, thisUpdateMs, nextUpdateMs, lengthBytes],
    [3, Date.UTC(2026, 0, 1), Date.UTC(2026, 1, 1), der.length],
  )
  assert.equal(parseRevocationList(fixtureDer('leaf')).ok, false)
})
