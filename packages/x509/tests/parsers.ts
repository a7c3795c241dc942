/** Every parser of the package behind one door, with what must hold of its results on any bytes at all. */
import assert from 'node:assert/strict'
import {
  certificateFacts,
  certificateLength,
  commonName,
  decodeOid,
  extensionProblems,
  formatName,
  type Name,
  type Parsed,
  type Problem,
  parseCertificate,
  parseCertificateRequest,
  parseName,
  parseOpensshKey,
  parsePrivateKey,
  parsePublicKey,
  parseRevocationList,
  parseSignedData,
  privateKeyLength,
  publicKeyLength,
  readElement,
  readOctetString,
  readPem,
  readPemKey,
} from '@foreseen/x509'

const control = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/

function within(part: Uint8Array, whole: Uint8Array): void {
  assert.equal(part.buffer, whole.buffer)
  assert.ok(part.byteOffset >= whole.byteOffset)
  assert.ok(part.byteOffset + part.byteLength <= whole.byteOffset + whole.byteLength)
}

function checkProblems(problems: readonly Problem[], whole: Uint8Array): void {
  for (const { code, offset, detail } of problems) {
    assert.match(code, /^x509-/)
    assert.ok(offset >= 0 && offset <= whole.length, `${code} at ${offset} of ${whole.length}`)
    assert.doesNotMatch(detail, control)
  }
}

function checkName(name: Name, whole: Uint8Array): void {
  within(name.der, whole)
  assert.doesNotMatch(formatName(name), control)
  assert.doesNotMatch(commonName(name), control)
  for (const { value } of name.rdns.flat()) assert.doesNotMatch(value, control)
}

/** Checks a result with `check` when there is one; says which way it went. */
function judge<T>(parsed: Parsed<T>, whole: Uint8Array, check: (value: T) => void): string {
  checkProblems(parsed.problems, whole)
  if (!parsed.ok) return 'refused'
  check(parsed.value)
  return parsed.problems.length > 0 ? 'accepted with deviations' : 'accepted'
}

function certificate(bytes: Uint8Array): string {
  const length = certificateLength(bytes, 0)
  assert.ok(length >= 0 && length <= bytes.length)
  const parsed = parseCertificate(bytes)
  assert.equal(parsed.ok, length > 0)
  return judge(parsed, bytes, value => {
    assert.equal(value.der.length, length)
    for (const part of [value.der, value.tbs, value.signature, value.publicKey.der]) within(part, bytes)
    for (const extension of value.extensions) within(extension.value, bytes)
    checkName(value.subject, bytes)
    checkName(value.issuer, bytes)
    checkProblems(extensionProblems(value), bytes)
    const facts = certificateFacts(value)
    assert.doesNotMatch(JSON.stringify(facts).replaceAll('\\u', 'u'), control)
  })
}

function privateKey(bytes: Uint8Array): string {
  const length = privateKeyLength(bytes, 0)
  assert.ok(length >= 0 && length <= bytes.length)
  return judge(parsePrivateKey(bytes), bytes, value => {
    assert.equal(value.lengthBytes, length)
    assert.doesNotMatch(value.sealing, control)
    if (value.spki) assert.ok(parsePublicKey(value.spki).ok)
  })
}

/** Name -> reads the bytes, asserts what must hold, and says the outcome. */
export const parsers: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  element: bytes => {
    const element = readElement(bytes, 0, bytes.length, { indefinite: true })
    if (element === undefined) return 'refused'
    assert.ok(
      element.contentStart <= element.contentEnd &&
        element.contentEnd <= element.end &&
        element.end <= bytes.length,
    )
    return 'accepted'
  },
  certificate,
  name: bytes => judge(parseName(bytes), bytes, value => checkName(value, bytes)),
  publicKey: bytes => {
    const length = publicKeyLength(bytes, 0)
    assert.ok(length >= 0 && length <= bytes.length)
    return judge(parsePublicKey(bytes), bytes, value => within(value.der, bytes))
  },
  privateKey,
  opensshKey: bytes =>
    judge(parseOpensshKey(bytes), bytes, value => {
      assert.ok(value.lengthBytes <= bytes.length)
      assert.doesNotMatch(value.sealing, control)
    }),
  signedData: bytes =>
    judge(parseSignedData(bytes), bytes, value => {
      assert.ok(value.lengthBytes <= bytes.length)
      for (const member of value.certificates) {
        within(member.der, bytes)
        assert.equal(certificateLength(bytes, member.offset), member.der.length)
      }
    }),
  request: bytes => judge(parseCertificateRequest(bytes), bytes, value => checkName(value.subject, bytes)),
  revocationList: bytes => judge(parseRevocationList(bytes), bytes, value => checkName(value.issuer, bytes)),
  pem: bytes => {
    const blocks = readPem(bytes)
    for (const block of blocks) {
      assert.ok(block.start < block.end && block.end <= bytes.length)
      assert.doesNotMatch(block.label, control)
      readPemKey(block)
    }
    return blocks.length > 0 ? 'accepted' : 'refused'
  },
  octetString: bytes => {
    const octets = readOctetString(bytes, 0)
    if (octets === undefined) return 'refused'
    assert.ok(octets.length <= bytes.length)
    return 'accepted'
  },
  objectIdentifier: bytes => (decodeOid(bytes) === '' ? 'refused' : 'accepted'),
}
