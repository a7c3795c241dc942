import { test } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import { certificateDer, pemOf } from '../engine/certificates.ts'
import { scanBytes } from '../engine/scan-bytes.ts'
import { expectFindings } from './tools.ts'

const pem = Buffer.from(pemOf(certificateDer()))

test('brotli goes by its name, for it has no magic', async () => {
  expectFindings(await scanBytes(brotliCompressSync(pem), 'site/c.pem.br'), ['site/c.pem.br!c.pem 0'])
})

test('a file named so that is something else is searched as it is', async () => {
  expectFindings(await scanBytes(pem, 'c.br'), ['c.br 0'])
})
