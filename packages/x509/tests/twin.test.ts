/** Agreement with node:crypto and the openssl command on every certificate of the fixture set. */
import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import {
  base64,
  type Certificate,
  certificateFacts,
  formatName,
  hex,
  parseCertificate,
  publicKeyLength,
} from '@foreseen/x509'
import { fixtureDer } from '../../../tests/fixture-ca/read.ts'
import { fixtureNames, hasOpenssl, needsOpenssl, openssl } from './seeds.ts'

function certificateOf(name: string): Certificate {
  const parsed = parseCertificate(fixtureDer(name))
  assert.ok(parsed.ok, name)
  return parsed.value
}

/** OpenSSL shows zero as `0` or `00` and pads to whole octets otherwise. */
const plainSerial = (text: string): string => text.toLowerCase().replace(/^(-?)0+(?=.)/, '$1')

test('node:crypto agrees on serial, dates, key, authority and names', () => {
  for (const name of fixtureNames) {
    const ours = certificateOf(name)
    const facts = certificateFacts(ours)
    const theirs = new X509Certificate(fixtureDer(name))
    assert.equal(plainSerial(ours.serial), plainSerial(theirs.serialNumber), name)
    if (!Number.isNaN(ours.notBeforeMs)) assert.equal(ours.notBeforeMs, theirs.validFromDate.getTime(), name)
    if (!Number.isNaN(ours.notAfterMs)) assert.equal(ours.notAfterMs, theirs.validToDate.getTime(), name)
    const spki = theirs.publicKey.export({ type: 'spki', format: 'der' })
    assert.equal(hex(ours.publicKey.der), spki.toString('hex'), name)
    assert.equal(publicKeyLength(ours.publicKey.der, 0), spki.length, name)
    const details = theirs.publicKey.asymmetricKeyDetails
    if (details?.modulusLength) assert.equal(ours.publicKey.sizeBits, details.modulusLength, name)
    assert.equal(facts.isCa ?? false, theirs.ca, name)
    const names = [
      ...facts.dnsNames.map(dns => `DNS:${dns}`),
      ...facts.ipAddresses.map(ip => `IP Address:${ip}`),
    ]
    assert.equal(names.join(', '), theirs.subjectAltName ?? '', name)
    assert.equal(
      theirs.fingerprint256.replaceAll(':', '').toLowerCase(),
      createHash('sha256').update(ours.der).digest('hex'),
      name,
    )
  }
})

test('openssl agrees on subject, issuer, serial and dates', t => {
  if (!hasOpenssl) return t.skip(needsOpenssl)
  // RFC 2253 with UTF-8 left as it is: what RFC 4514 asks for.
  const names = ['-nameopt', 'RFC2253,-esc_msb,utf8']
  for (const name of fixtureNames) {
    const ours = certificateOf(name)
    const args = [
      'x509',
      '-inform',
      'DER',
      '-noout',
      '-subject',
      '-issuer',
      '-serial',
      '-dates',
      '-dateopt',
      'iso_8601',
      ...names,
    ]
    // OpenSSL breaks long serial numbers over lines, with a backslash.
    const output = openssl([...args, '-in', 'c'], { c: ours.der })
      .toString()
      .replaceAll('\\\n', '')
    const field = (label: string): string => new RegExp(`^${label}=(.*)$`, 'm').exec(output)?.[1] ?? ''
    assert.equal(formatName(ours.subject), field('subject'), name)
    assert.equal(formatName(ours.issuer), field('issuer'), name)
    assert.equal(plainSerial(ours.serial), plainSerial(field('serial')), name)
    for (const [label, ms] of [
      ['notBefore', ours.notBeforeMs],
      ['notAfter', ours.notAfterMs],
    ] as const) {
      if (Number.isNaN(ms)) continue
      assert.equal(
        new Date(ms).toISOString().replace('.000', ''),
        field(label).replace(' ', 'T').replace(' GMT', 'Z'),
        name,
      )
    }
  }
})

test('openssl agrees on the digest of the public key, as pins have it', t => {
  if (!hasOpenssl) return t.skip(needsOpenssl)
  for (const name of fixtureNames.filter(name => !name.startsWith('odd-'))) {
    const ours = certificateOf(name)
    const pem = openssl(['x509', '-inform', 'DER', '-in', 'c', '-noout', '-pubkey'], { c: ours.der })
    const theirs = openssl(['pkey', '-pubin', '-in', 'k', '-outform', 'DER'], { k: pem })
    assert.equal(
      base64(createHash('sha256').update(ours.publicKey.der).digest()),
      createHash('sha256').update(theirs).digest('base64'),
      name,
    )
  }
})
