import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { certificateDer, pemOf } from '../engine/certificates.ts'
import { scanBytes } from '../engine/scan-bytes.ts'
import { tarMember, tarOf } from './bytes.ts'
import { expectFindings, filtered, hasTools } from './tools.ts'

const pem = Buffer.from(pemOf(certificateDer()))
const noise = Buffer.alloc(3000, 'noise\n')

/** The twin of a compression: what the real tool makes is opened, what only looks like it is not. */
export function compressionTwin(tool: string, suffix: string, lookalike: Buffer): void {
  describe(tool, () => {
    test('of a tar adds nothing to the path', async t => {
      if (!hasTools(t, tool)) return
      const packed = filtered(tarOf(tarMember('in/c.pem', pem)), tool, '-c')
      expectFindings(await scanBytes(packed, `a.tar.${suffix}`), [`a.tar.${suffix}!in/c.pem 0`])
    })

    test('of one file names it after the archive', async t => {
      if (!hasTools(t, tool)) return
      const packed = filtered(Buffer.concat([noise, pem]), tool, '-c')
      expectFindings(await scanBytes(packed, `dir/c.pem.${suffix}`), [`dir/c.pem.${suffix}!c.pem 3000`])
    })

    test('several streams joined are one', async t => {
      if (!hasTools(t, tool)) return
      const joined = Buffer.concat([filtered(noise, tool, '-c'), filtered(pem, tool, '-c')])
      expectFindings(await scanBytes(joined, 'x'), ['x!data 3000'])
    })

    test('what follows is searched', async t => {
      if (!hasTools(t, tool)) return
      const packed = filtered(noise, tool, '-c')
      const scanned = await scanBytes(Buffer.concat([packed, Buffer.from('garbage'), certificateDer()]), 'x')
      expectFindings(scanned, [`x ${packed.length + 7}`])
    })

    test('cut off it gives what it has and says so', async t => {
      if (!hasTools(t, tool)) return
      const packed = filtered(pem, tool, '-c')
      const scanned = await scanBytes(packed.subarray(0, packed.length - 2), 'x')
      assert.deepEqual(
        scanned.unseen.map(record => record.code),
        ['scan-truncated'],
      )
    })

    test('bytes that only begin alike are ordinary bytes', async () => {
      const scanned = await scanBytes(Buffer.concat([lookalike, noise, certificateDer()]), 'x')
      expectFindings(scanned, [`x ${lookalike.length + noise.length}`])
    })
  })
}
