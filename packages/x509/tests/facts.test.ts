import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { test } from 'node:test'
import {
  type Certificate,
  certificateFacts,
  extensionProblems,
  formatAddress,
  parseCertificate,
} from '@foreseen/x509'
import { element, oddCertificate } from '../../../tests/fixture-ca/odd.ts'
import { toyPem } from '../../../tests/fixture-ca/read.ts'
import { hasOpenssl, needsOpenssl, openssl } from './seeds.ts'

const toy = { name: 'leaf', key: createPrivateKey(toyPem('leaf')) }
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))

/** A version 3 certificate with one extension of the given type and value. */
function certificateWith(oidHex: string, value: Uint8Array): Certificate {
  const extension = element(0x30, element(0x06, bytes(oidHex)), element(0x04, value))
  const extensions = element(0xa3, element(0x30, extension))
  const parsed = parseCertificate(oddCertificate(toy, { version: bytes('a003020102'), extensions }))
  assert.ok(parsed.ok)
  return parsed.value
}

const config = `[req]
distinguished_name=dn
x509_extensions=ext
prompt=no
[dn]
CN=facts.test
[ext]
basicConstraints=critical,CA:TRUE,pathlen:3
keyUsage=critical,keyCertSign,cRLSign,decipherOnly,digitalSignature
extendedKeyUsage=serverAuth,1.2.3.4
subjectAltName=DNS:a.test,DNS:*.b.test,IP:192.0.2.1,IP:2001:db8::1,URI:https://u.test/,email:m@e.test,RID:1.2.3,dirName:dir,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:upn
authorityInfoAccess=OCSP;URI:http://o.test/,caIssuers;URI:http://i.test/i.crt
crlDistributionPoints=URI:http://c.test/1.crl,URI:http://c.test/2.crl
certificatePolicies=2.23.140.1.2.1,1.2.3.5
tlsfeature=status_request
[dir]
O=Directory
`

test('every extension that rules need, as openssl writes it', t => {
  if (!hasOpenssl) return t.skip(needsOpenssl)
  const args = ['req', '-x509', '-config', 'config', '-key', 'k', '-outform', 'DER']
  const parsed = parseCertificate(new Uint8Array(openssl(args, { config, k: toyPem('leaf') })))
  assert.ok(parsed.ok)
  assert.deepEqual(parsed.problems, [])
  assert.deepEqual(extensionProblems(parsed.value), [])
  const { subjectKeyId, authorityKeyId, ...facts } = certificateFacts(parsed.value)
  assert.match(subjectKeyId ?? '', /^[0-9a-f]{40}$/)
  assert.equal(authorityKeyId ?? subjectKeyId, subjectKeyId)
  assert.deepEqual(facts, {
    isCa: true,
    pathLength: 3,
    keyUsage: ['digitalSignature', 'keyCertSign', 'cRLSign', 'decipherOnly'],
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.1', '1.2.3.4'],
    dnsNames: ['a.test', '*.b.test'],
    ipAddresses: ['192.0.2.1', '2001:db8::1'],
    otherNames: [
      'uri:https://u.test/',
      'email:m@e.test',
      'registered:1.2.3',
      'directory:O=Directory',
      'other:1.3.6.1.4.1.311.20.2.3=#a0050c0375706e',
    ],
    ocspUrls: ['http://o.test/'],
    caIssuersUrls: ['http://i.test/i.crt'],
    crlUrls: ['http://c.test/1.crl', 'http://c.test/2.crl'],
    policies: ['2.23.140.1.2.1', '1.2.3.5'],
    mustStaple: true,
    sctCount: 0,
  })
})

test('timestamps are counted, and a list that lies is noted', () => {
  const oid = '2b06010401d679020402'
  const list = (hex: string): Certificate => certificateWith(oid, element(0x04, bytes(hex)))
  const two = list('0008 0002 aabb 0002 ccdd')
  assert.equal(certificateFacts(two).sctCount, 2)
  assert.deepEqual(extensionProblems(two), [])
  const lying = list('0008 0002 aabb 0009 ccdd')
  assert.equal(certificateFacts(lying).sctCount, 1)
  assert.deepEqual(
    extensionProblems(lying).map(({ code }) => code),
    ['x509-extension-undecodable'],
  )
})

test('an undecodable value is undefined and noted, and costs nothing else', () => {
  for (const oid of ['551d13', '551d0f', '551d25', '551d11', '551d0e', '551d23', '551d1f', '551d20']) {
    const certificate = certificateWith(oid, bytes('02'))
    assert.deepEqual(
      extensionProblems(certificate).map(({ code }) => code),
      ['x509-extension-undecodable'],
      oid,
    )
    const facts = certificateFacts(certificate)
    assert.deepEqual(
      [facts.isCa, facts.keyUsage, facts.extendedKeyUsage, facts.subjectKeyId],
      [undefined, undefined, undefined, undefined],
    )
  }
})

test('addresses as RFC 5952 writes them', () => {
  const table: readonly [string, string][] = [
    ['c0000201', '192.0.2.1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['fe800000000000000000000000000000', 'fe80::'],
    ['c00002', '#c00002'],
  ]
  for (const [hex, text] of table) assert.equal(formatAddress(bytes(hex)), text)
})
