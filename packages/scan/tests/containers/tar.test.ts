import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { looksLikeContainer } from '@foreseen/scan'
import { certificateDer, pemOf } from '../engine/certificates.ts'
import { scanBytes } from '../engine/scan-bytes.ts'
import { tarMember, tarOf } from './bytes.ts'
import { expectFindings, hasTools, inFolder, made } from './tools.ts'

const pem = Buffer.from(pemOf(certificateDer()))
const long = `${'folder/'.repeat(30)}c.pem`

for (const format of ['gnu', 'pax', 'ustar', 'v7', 'oldgnu']) {
  test(`tar --format=${format}`, async t => {
    if (!hasTools(t, 'tar')) return
    const name = format === 'gnu' || format === 'pax' || format === 'oldgnu' ? long : 'in/c.pem'
    await inFolder({ [name]: pem, 'in/n': 'noise' }, async at => {
      const tar = made(at, 'a.tar', 'tar', `--format=${format}`, '-cf', 'a.tar', './in', name)
      // The format of Version 7 has no magic: it is searched as it is, where its members lie plain.
      const expected = format === 'v7' ? `a.tar ${tar.length}` : `a.tar!${name} 0`
      const scanned = await scanBytes(tar, 'a.tar')
      if (format === 'v7') assert.equal(scanned.findings.length, 1)
      else expectFindings(scanned, [expected])
    })
  })
}

test('links and devices are passed over whatever size they claim', async () => {
  const link = tarMember('link', Buffer.alloc(0), 5000, '2')
  expectFindings(await scanBytes(tarOf(link, tarMember('c.pem', pem)), 'a.tar'), ['a.tar!c.pem 0'])
})

test('a size in base 256 is read', async () => {
  const member = tarMember('c.pem', pem)
  member[124] = 0x80
  member.fill(0, 125, 136)
  member.writeUInt32BE(pem.length, 132)
  member.write('        ', 148)
  const sum = member.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  member.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  expectFindings(await scanBytes(tarOf(member), 'a.tar'), ['a.tar!c.pem 0'])
})

test('what is appended behind the end mark is searched', async () => {
  const tar = Buffer.concat([tarOf(tarMember('n', Buffer.from('n'))), certificateDer()])
  expectFindings(await scanBytes(tar, 'a.tar'), [`a.tar ${tar.length - certificateDer().length}`])
})

test('the letters ustar with a wrong checksum are ordinary bytes', async () => {
  const bytes = Buffer.concat([Buffer.alloc(257), Buffer.from('ustar'), Buffer.alloc(400), certificateDer()])
  expectFindings(await scanBytes(bytes, 'x'), ['x 662'])
})

// PyYAML-6.0/ begins like a zip, Bazel/ like bzip2, !readme like ar, (x) like zstd.
for (const first of [
  'PyYAML-6.0/a.txt',
  'Bazel/a.txt',
  'Rar/a.txt',
  '!readme',
  '(x)',
  'square',
  'Makefile',
  '7zip',
  '0.txt',
]) {
  test(`a tar whose first member is ${first} is still a tar`, async () => {
    const tar = tarOf(tarMember(first, Buffer.from('noise')), tarMember('c.pem', pem))
    assert.ok(looksLikeContainer(new Uint8Array(tar.subarray(0, 1024))))
    expectFindings(await scanBytes(tar, 'a.tar'), ['a.tar!c.pem 0'])
    expectFindings(await scanBytes(gzipSync(tar), 'a.tgz'), ['a.tgz!c.pem 0'])
  })
}
