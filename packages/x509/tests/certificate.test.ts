import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { test } from 'node:test'
import { certificateFacts, certificateLength, extensionProblems, parseCertificate } from '@foreseen/x509'
import {
  element,
  generalizedTime,
  type OddParts,
  oddCertificate,
  utcTime,
} from '../../../tests/fixture-ca/odd.ts'
import { fixtureDer, toyPem } from '../../../tests/fixture-ca/read.ts'

const toy = { name: 'leaf', key: createPrivateKey(toyPem('leaf')) }
const version = (number: number): Uint8Array => element(0xa0, Uint8Array.from([2, 1, number]))
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))
const extension = (oidHex: string, valueHex: string, flag = ''): Uint8Array =>
  element(0x30, element(0x06, bytes(oidHex)), bytes(flag), element(0x04, bytes(valueHex)))
const extensions = (...list: Uint8Array[]): Uint8Array => element(0xa3, element(0x30, ...list))

function codesOf(der: Uint8Array): string[] {
  const parsed = parseCertificate(der)
  assert.ok(parsed.ok)
  return parsed.value.deviations.map(({ code }) => code)
}

const subjectKeyId = extension('551d0e', '0401aa')

/** What is odd -> the code it must have. Each is a certificate all the same. */
const odd: readonly [string, OddParts, string][] = [
  ['negative serial', { version: version(2), serialHex: '80' }, 'x509-serial-negative'],
  ['zero serial', { version: version(2), serialHex: '00' }, 'x509-serial-zero'],
  ['long serial', { version: version(2), serialHex: '11'.repeat(21) }, 'x509-serial-long'],
  ['empty serial', { version: version(2), serialHex: '' }, 'x509-serial-empty'],
  ['padded serial', { version: version(2), serialHex: '0001' }, 'x509-serial-not-minimal'],
  ['version 1 written out', { version: version(0) }, 'x509-version-default'],
  ['version 8', { version: version(7) }, 'x509-version-unknown'],
  ['day 32', { times: [utcTime('250132000000Z'), utcTime('350101000000Z')] }, 'x509-time-unreadable'],
  ['no seconds', { times: [utcTime('2501010000Z'), utcTime('350101000000Z')] }, 'x509-time-form'],
  [
    'generalized early',
    { times: [generalizedTime('20250101000000Z'), utcTime('350101000000Z')] },
    'x509-time-type',
  ],
  ['ends first', { times: [utcTime('350101000000Z'), utcTime('250101000000Z')] }, 'x509-validity-reversed'],
  ['extensions in version 1', { extensions: extensions(subjectKeyId) }, 'x509-v1-with-extensions'],
  [
    'repeated',
    { version: version(2), extensions: extensions(subjectKeyId, subjectKeyId) },
    'x509-extension-repeated',
  ],
  ['empty list', { version: version(2), extensions: extensions() }, 'x509-extensions-empty'],
  [
    'not a list',
    { version: version(2), extensions: element(0xa3, bytes('0400')) },
    'x509-extensions-malformed',
  ],
  [
    'no value',
    { version: version(2), extensions: extensions(element(0x30, bytes('0603551d0e'))) },
    'x509-extension-malformed',
  ],
  [
    'flag false',
    { version: version(2), extensions: extensions(extension('551d0e', '0401aa', '010100')) },
    'x509-boolean-form',
  ],
  ['no name', { version: version(2), name: bytes('3000') }, 'x509-subject-empty'],
  ['no issuer', { version: version(2), name: bytes('3000') }, 'x509-issuer-empty'],
  ['not a name', { version: version(2), name: bytes('30020500') }, 'x509-name-malformed'],
  ['line feed', { name: bytes('300d310b300906035504030c02410a') }, 'x509-control-character'],
  ['not UTF-8', { name: bytes('300d310b300906035504030c02ff41') }, 'x509-string-invalid'],
]

for (const [what, parts, code] of odd) {
  test(`a certificate with ${what} is one, and says ${code}`, () => {
    const der = oddCertificate(toy, parts)
    assert.equal(certificateLength(der, 0), der.length)
    const codes = codesOf(der)
    assert.ok(codes.includes(code), codes.join())
    assert.deepEqual(codesOf(fixtureDer('leaf')), [])
  })
}

test('an ordinary certificate deviates in nothing and its facts are all there', () => {
  const parsed = parseCertificate(fixtureDer('leaf'))
  assert.ok(parsed.ok)
  assert.deepEqual(parsed.problems, [])
  assert.deepEqual(extensionProblems(parsed.value), [])
  const facts = certificateFacts(parsed.value)
  assert.equal(facts.isCa, false)
  assert.deepEqual(facts.keyUsage, ['digitalSignature'])
  assert.deepEqual(facts.extendedKeyUsage, ['1.3.6.1.5.5.7.3.1'])
  assert.deepEqual(facts.policies, ['2.23.140.1.2.1'])
  assert.match(facts.subjectKeyId ?? '', /^[0-9a-f]{40}$/)
  assert.match(facts.authorityKeyId ?? '', /^[0-9a-f]{40}$/)
})

test('lengths with octets to spare are accepted and noted', () => {
  const leaf = fixtureDer('leaf')
  // 30 82 LL LL -> 30 83 00 LL LL: the same certificate, one octet longer.
  const longer = Uint8Array.from([0x30, 0x83, 0, ...leaf.subarray(2)])
  assert.equal(certificateLength(longer, 0), longer.length)
  assert.ok(codesOf(longer).includes('x509-length-not-minimal'))
})

test('bytes behind a certificate are noted with their offset', () => {
  const leaf = fixtureDer('leaf')
  const parsed = parseCertificate(Uint8Array.from([...leaf, 1, 2, 3]))
  assert.ok(parsed.ok)
  assert.equal(parsed.value.der.length, leaf.length)
  assert.equal(parsed.problems.find(({ code }) => code === 'x509-trailing-bytes')?.offset, leaf.length)
})

test('what ends too early is truncated, what is no certificate is not one', () => {
  const leaf = fixtureDer('leaf')
  const codeOf = (der: Uint8Array): string | undefined => parseCertificate(der).problems[0]?.code
  assert.equal(codeOf(leaf.subarray(0, leaf.length - 1)), 'x509-truncated')
  assert.equal(codeOf(bytes('3003020101')), 'x509-not-certificate')
  assert.equal(codeOf(new Uint8Array()), 'x509-not-certificate')
})

test('the signed and the unsigned algorithm may differ, which is noted', () => {
  const leaf = fixtureDer('leaf').slice()
  const parsed = parseCertificate(leaf)
  assert.ok(parsed.ok)
  const at =
    parsed.value.signatureAlgorithm.der.byteOffset -
    leaf.byteOffset +
    parsed.value.signatureAlgorithm.der.length -
    1
  leaf[at] = (leaf[at] ?? 0) ^ 1
  assert.ok(codesOf(leaf).includes('x509-signature-algorithm-mismatch'))
})

test('what is too much inside is no certificate', () => {
  const leaf = fixtureDer('leaf')
  const size = leaf.length - 4 + 2
  const stuffed = Uint8Array.from([0x30, 0x82, size >> 8, size & 255, ...leaf.subarray(4), 0x05, 0x00])
  assert.equal(certificateLength(stuffed, 0), 0, 'behind the signature')
  const third = [utcTime('250101000000Z'), utcTime('350101000000Z')] as const
  const validity = oddCertificate(toy, { times: [third[0], new Uint8Array([...third[1], ...third[1]])] })
  assert.equal(certificateLength(validity, 0), 0, 'a third time')
  const behind = oddCertificate(toy, { version: version(2), extensions: bytes('a3023000a3023000') })
  assert.equal(certificateLength(behind, 0), 0, 'extensions twice')
})

test('the gate finds a certificate at any offset and never past the end it was given', () => {
  const leaf = fixtureDer('leaf')
  const holder = new Uint8Array(leaf.length + 77)
  holder.set(leaf, 40)
  for (let at = 0; at < holder.length; at++) {
    assert.equal(certificateLength(holder, at), at === 40 ? leaf.length : 0, String(at))
  }
  assert.equal(certificateLength(holder, 40, 40 + leaf.length - 1), 0)
})

test('an alternative name with 10,000 entries is read whole, in time', () => {
  const name = Buffer.from(`host-${'x'.repeat(20)}.example.test`)
  const one = Buffer.concat([Buffer.from([0x82, name.length]), name])
  const many = Buffer.concat(Array.from({ length: 10_000 }, () => one))
  const wide = (tag: number, content: Uint8Array): Uint8Array =>
    Buffer.concat([
      Buffer.from([tag, 0x83, content.length >> 16, (content.length >> 8) & 255, content.length & 255]),
      content,
    ])
  const list = wide(
    0xa3,
    wide(0x30, wide(0x30, Buffer.concat([bytes('0603551d11'), wide(0x04, wide(0x30, many))]))),
  )
  const small = oddCertificate(toy, { version: version(2) })
  const parsed = parseCertificate(small)
  assert.ok(parsed.ok)
  // The fields of the small certificate, its extensions replaced, its lengths written anew.
  const { tbs } = parsed.value
  const inner = tbs.subarray(tbs[1] === 0x82 ? 4 : 3)
  const tail = small.subarray(tbs.byteOffset - small.byteOffset + tbs.length)
  const der = new Uint8Array(wide(0x30, Buffer.concat([wide(0x30, Buffer.concat([inner, list])), tail])))
  const big = parseCertificate(der)
  assert.ok(big.ok)
  const began = performance.now()
  assert.equal(certificateFacts(big.value).dnsNames.length, 10_000)
  assert.ok(performance.now() - began < 2_000)
})
