import assert from 'node:assert/strict'
import { constants, createCipheriv, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { test } from 'node:test'
import { type Certificate, encodeOid, hex, parseCertificate, verifyIssued } from '@foreseen/x509'
import { nodeCrypto } from '@foreseen/x509/node'
import { fixtureDer } from '../../../tests/fixture-ca/read.ts'
import { fixtureNames, hasOpenssl, needsOpenssl, openssl } from './seeds.ts'

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))
const message = new Uint8Array(Buffer.from('signed octets'))
const algorithm = (oid: string, parameters = ''): Uint8Array => {
  const content = Buffer.concat([
    Buffer.from([6, encodeOid(oid).length]),
    encodeOid(oid),
    Buffer.from(parameters, 'hex'),
  ])
  return Uint8Array.from([0x30, content.length, ...content])
}
const pss = (hashOid: string, saltHex: string, maskOid = hashOid): string => {
  const hash = Buffer.from(algorithm(hashOid, '0500')).toString('hex')
  const mask = Buffer.from(
    algorithm('1.2.840.113549.1.1.8', Buffer.from(algorithm(maskOid, '0500')).toString('hex')),
  ).toString('hex')
  const explicit = (tag: string, body: string): string =>
    `${tag}${(body.length / 2).toString(16).padStart(2, '0')}${body}`
  return explicit('30', explicit('a0', hash) + explicit('a1', mask) + explicit('a2', `0201${saltHex}`))
}

function certificateOf(name: string): Certificate {
  const parsed = parseCertificate(fixtureDer(name))
  assert.ok(parsed.ok)
  return parsed.value
}

test('self-signed fixtures verify, and do not when one octet changes', () => {
  for (const name of fixtureNames.filter(name => name.startsWith('self-'))) {
    const certificate = certificateOf(name)
    assert.equal(verifyIssued(certificate, certificate, nodeCrypto), 'valid', name)
    const { signatureAlgorithm, publicKey, signature } = certificate
    const tbs = certificate.tbs.slice()
    tbs[tbs.length - 1] = (tbs[tbs.length - 1] ?? 0) ^ 1
    assert.equal(nodeCrypto.verify(signatureAlgorithm.der, publicKey.der, tbs, signature), 'invalid', name)
  }
})

test('RSA-PSS, Ed448, DSA and ML-DSA verify; a key of another family is invalid', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const spki = (key: typeof rsa.publicKey): Uint8Array =>
    new Uint8Array(key.export({ type: 'spki', format: 'der' }))
  const padded = { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  const signature = new Uint8Array(sign('sha256', message, padded))
  const scheme = algorithm('1.2.840.113549.1.1.10', pss('2.16.840.1.101.3.4.2.1', '20'))
  assert.equal(nodeCrypto.verify(scheme, spki(rsa.publicKey), message, signature), 'valid')
  const otherSalt = algorithm('1.2.840.113549.1.1.10', pss('2.16.840.1.101.3.4.2.1', '10'))
  assert.equal(nodeCrypto.verify(otherSalt, spki(rsa.publicKey), message, signature), 'invalid')
  const otherMask = pss('2.16.840.1.101.3.4.2.1', '20', '1.3.14.3.2.26')
  const mixed = algorithm('1.2.840.113549.1.1.10', otherMask)
  assert.equal(nodeCrypto.verify(mixed, spki(rsa.publicKey), message, signature), 'unsupported')
  const ed448 = generateKeyPairSync('ed448')
  const pure = new Uint8Array(sign(null, message, ed448.privateKey))
  assert.equal(nodeCrypto.verify(algorithm('1.3.101.113'), spki(ed448.publicKey), message, pure), 'valid')
  // The octets would verify as PKCS#1: only the family says that this algorithm is not this key's.
  const plain = new Uint8Array(sign('sha256', message, rsa.privateKey))
  assert.equal(
    nodeCrypto.verify(algorithm('1.2.840.10045.4.3.2'), spki(rsa.publicKey), message, plain),
    'invalid',
  )
  const dsa = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 })
  const dsaSignature = new Uint8Array(sign('sha1', message, dsa.privateKey))
  assert.equal(
    nodeCrypto.verify(algorithm('1.2.840.10040.4.3'), spki(dsa.publicKey), message, dsaSignature),
    'valid',
  )
  const mlDsa = generateKeyPairSync('ml-dsa-44')
  const lattice = new Uint8Array(sign(null, message, mlDsa.privateKey))
  assert.equal(
    nodeCrypto.verify(algorithm('2.16.840.1.101.3.4.3.17'), spki(mlDsa.publicKey), message, lattice),
    'valid',
  )
})

test('what is unknown is unsupported, never a guess', () => {
  const { publicKey, tbs, signature, signatureAlgorithm } = certificateOf('leaf')
  assert.equal(nodeCrypto.verify(algorithm('1.2.3.4'), publicKey.der, tbs, signature), 'unsupported')
  assert.equal(nodeCrypto.verify(new Uint8Array(), publicKey.der, tbs, signature), 'unsupported')
  assert.equal(nodeCrypto.verify(signatureAlgorithm.der, bytes('3000'), tbs, signature), 'unsupported')
})

test('digest, HMAC and PBKDF2 give the published values', () => {
  const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value))
  assert.equal(hex(nodeCrypto.digest('sha1', text('abc'))), 'a9993e364706816aba3e25717850c26c9cd0d89d')
  // RFC 2202 case 2 and RFC 6070 case 2.
  assert.equal(
    hex(nodeCrypto.hmac('sha1', text('Jefe'), text('what do ya want for nothing?'))),
    'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
  )
  assert.equal(
    hex(nodeCrypto.pbkdf2('sha1', text('password'), text('salt'), 2, 20)),
    'ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957',
  )
})

test('3DES and AES undo what they did; wrong keys and lengths give nothing', () => {
  for (const [cipher, keyBytes, ivBytes] of [
    ['des-ede3-cbc', 24, 8],
    ['aes-128-cbc', 16, 16],
    ['aes-192-cbc', 24, 16],
    ['aes-256-cbc', 32, 16],
  ] as const) {
    const key = randomBytes(keyBytes)
    const iv = randomBytes(ivBytes)
    const sealing = createCipheriv(cipher, key, iv)
    const sealed = new Uint8Array(Buffer.concat([sealing.update(message), sealing.final()]))
    assert.deepEqual(nodeCrypto.decrypt(cipher, key, iv, sealed), message)
    assert.equal(nodeCrypto.decrypt(cipher, key.subarray(1), iv, sealed), undefined)
    assert.equal(nodeCrypto.decrypt(cipher, key, iv, sealed.subarray(1)), undefined)
  }
})

test('RC2 undoes what the openssl command did with its legacy provider', t => {
  if (!hasOpenssl) return t.skip(needsOpenssl)
  const iv = '0102030405060708'
  for (const [cipher, option, key] of [
    ['rc2-40-cbc', '-rc2-40-cbc', '1122334455'],
    ['rc2-128-cbc', '-rc2-cbc', '00112233445566778899aabbccddeeff'],
  ] as const) {
    for (const length of [0, 1, 7, 8, 9, 1000]) {
      const plain = new Uint8Array(Buffer.alloc(length, 'toy text '))
      const sealed = openssl(
        ['enc', option, '-K', key, '-iv', iv, '-provider', 'legacy', '-provider', 'default', '-in', 'p'],
        { p: plain },
      )
      assert.deepEqual(
        nodeCrypto.decrypt(cipher, bytes(key), bytes(iv), new Uint8Array(sealed)),
        plain,
        `${cipher} ${length}`,
      )
    }
  }
  assert.equal(nodeCrypto.decrypt('rc2-40-cbc', bytes('11'), bytes(iv), new Uint8Array(8)), undefined)
  assert.equal(nodeCrypto.decrypt('rc2-40-cbc', bytes('1122334455'), bytes(iv), new Uint8Array(7)), undefined)
})
