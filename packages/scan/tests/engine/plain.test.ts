import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSlowKernel, memorySource } from '@foreseen/scan'
import { certificateDer, pemOf } from './certificates.ts'
import { scanBytes } from './scan-bytes.ts'

describe('plain bytes', () => {
  test('a certificate in DER anywhere is found with its offset', async () => {
    const der = certificateDer()
    const bytes = new Uint8Array(1_000_000)
    bytes.set(der, 300_001)
    const { findings } = await scanBytes(bytes, 'blob')
    assert.equal(findings.length, 1)
    const [found] = findings
    assert.equal(found?.type, 'certificate')
    assert.deepEqual(found?.at, { path: 'blob', offset: 300_001, lengthBytes: der.length })
  })

  test('a certificate across every edge of a block is found once', async () => {
    const der = certificateDer()
    const edge = createSlowKernel().input.length
    for (let shift = -40; shift <= 2; shift++) {
      const bytes = new Uint8Array(edge + 4096)
      bytes.set(der, edge + shift)
      const { findings } = await scanBytes(bytes, 'blob')
      assert.deepEqual(
        findings.map(f => f.at.offset),
        [edge + shift],
      )
    }
  })

  test('a PEM has the line it begins on', async () => {
    const text = new TextEncoder().encode(`first\nsecond\n${pemOf(certificateDer())}`)
    const { findings } = await scanBytes(text, 'a.pem')
    assert.equal(findings.length, 1)
    assert.equal(findings[0]?.at.line, 3)
  })

  test('hits that the caller already has are not searched again', async () => {
    const bytes = new Uint8Array(100)
    const { findings } = await scanBytes(bytes, 'blob', { hits: [] })
    assert.deepEqual(findings, [])
    assert.equal(memorySource(bytes).sizeBytes, 100)
  })

  test('control characters of a path are escaped', async () => {
    const { findings } = await scanBytes(certificateDer(), 'a\u001b[31m\nb')
    assert.equal(findings[0]?.at.path, 'a\\u{1b}[31m\\u{a}b')
  })

  test('a detector that throws is a record, and the others go on', async () => {
    const broken = {
      id: 'broken',
      catalogue: [],
      needles: ['der-certificate', 'der-certificate-small', 'der-certificate-tiny'] as const,
      finds: '',
      ignores: '',
      find() {
        throw new Error('defect')
      },
    }
    const { unseen, findings } = await scanBytes(
      certificateDer(),
      'c.der',
      {},
      { prepend: [broken], strict: false },
    )
    assert.deepEqual(
      unseen.map(u => u.code),
      ['scan-detector-failed'],
    )
    assert.equal(findings.length, 1)
  })
})
