import assert from 'node:assert/strict'
import { test } from 'node:test'
import { certificateDer, pemOf } from '../engine/certificates.ts'
import { scanBytes } from '../engine/scan-bytes.ts'
import { asarOf } from './bytes.ts'
import { expectFindings } from './tools.ts'

const pem = Buffer.from(pemOf(certificateDer()))
const noise = Buffer.alloc(500, 'noise')

test('the files of an asar are found by its header', async () => {
  expectFindings(await scanBytes(asarOf({ n: noise, 'c.pem': pem }), 'app.asar'), ['app.asar!c.pem 0'])
})

test('files in folders have their whole path', async () => {
  const folder = { lib: { files: { 'c.pem': { size: pem.length, offset: '0' } } } }
  expectFindings(await scanBytes(asarOf({}, folder, pem), 'app.asar'), ['app.asar!lib/c.pem 0'])
})

test('files beside it are named', async () => {
  const scanned = await scanBytes(
    asarOf({ 'c.pem': pem }, { 'n.node': { size: 5, unpacked: true } }),
    'app.asar',
  )
  assert.deepEqual(
    scanned.unseen.map(record => record.code),
    ['scan-outside'],
  )
})

test('what no file covers is searched; offsets that lie are harmless', async () => {
  const lies = {
    a: { size: 1e9, offset: '-5' },
    b: { size: 'x', offset: 'y' },
    c: { size: 9e15, offset: '0' },
  }
  const bytes = asarOf({}, lies, Buffer.concat([noise, certificateDer()]))
  const scanned = await scanBytes(bytes, 'app.asar')
  assert.equal(scanned.findings.length, 1)
  assert.deepEqual(
    scanned.unseen.map(record => record.code),
    ['scan-truncated'],
  )
})

test('a header that is no JSON is damage', async () => {
  const bytes = asarOf({ 'c.pem': pem })
  bytes[bytes.indexOf(':')] = 0x7b
  const scanned = await scanBytes(bytes, 'app.asar')
  assert.deepEqual(
    scanned.unseen.map(record => record.code),
    ['scan-damaged'],
  )
  assert.equal(scanned.findings.length, 1)
})
