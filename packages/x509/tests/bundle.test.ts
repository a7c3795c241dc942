/** Every certificate that this machine trusts: a sanity check on certificates that nobody here made. */
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { rootCertificates } from 'node:tls'
import {
  certificateFacts,
  extensionProblems,
  hex,
  parseCertificate,
  positionOf,
  readPem,
} from '@foreseen/x509'
import { nodeCrypto } from '@foreseen/x509/node'
import { readText } from './seeds.ts'

const system = '/etc/ssl/certs/ca-certificates.crt'
const plainSerial = (text: string): string => text.toLowerCase().replace(/^0+(?=.)/, '')

function compare(pem: string): void {
  const blocks = readPem(pem)
  assert.ok(blocks.length > 100)
  for (const { der } of blocks) {
    const parsed = parseCertificate(der)
    assert.ok(parsed.ok)
    const ours = parsed.value
    const theirs = new X509Certificate(der)
    assert.equal(plainSerial(ours.serial), plainSerial(theirs.serialNumber))
    assert.deepEqual(
      [ours.notBeforeMs, ours.notAfterMs],
      [theirs.validFromDate.getTime(), theirs.validToDate.getTime()],
    )
    assert.equal(
      hex(ours.publicKey.der),
      theirs.publicKey.export({ type: 'spki', format: 'der' }).toString('hex'),
    )
    assert.equal(certificateFacts(ours).isCa ?? false, theirs.ca)
    assert.deepEqual(extensionProblems(ours), [])
    assert.equal(positionOf(ours, nodeCrypto), 'root')
  }
}

test('the roots that node carries', () => compare(rootCertificates.join('\n')))

test('the roots of this machine', t => {
  if (!existsSync(system)) return t.skip('needs a root bundle: apt-get install ca-certificates')
  compare(readText(system))
})
