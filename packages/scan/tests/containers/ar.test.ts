import assert from 'node:assert/strict'
import { test } from 'node:test'
import { certificateDer, pemOf } from '../engine/certificates.ts'
import { scanBytes } from '../engine/scan-bytes.ts'
import { expectFindings, hasTools, inFolder, made } from './tools.ts'

const der = certificateDer()
const pem = new TextEncoder().encode(pemOf(der))

function bsdMember(name: string, bytes: Uint8Array): Buffer {
  const size = String(name.length + bytes.length).padEnd(10)
  const header = `${`#1/${name.length}`.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}${size}\`\n`
  const member = Buffer.concat([Buffer.from(header + name), bytes])
  return member.length % 2 === 0 ? member : Buffer.concat([member, Buffer.from('\n')])
}

test('long names of GNU', async t => {
  if (!hasTools(t, 'ar')) return
  const long = `${'long-name-'.repeat(5)}.der`
  await inFolder({ [long]: der, 's.pem': pem }, async at => {
    const archive = made(at, 'a.a', 'ar', 'q', 'a.a', long, 's.pem')
    expectFindings(await scanBytes(archive, 'a.a'), [`a.a!${long} 0`, 'a.a!s.pem 0'])
  })
})

test('long names of BSD', async () => {
  const archive = Buffer.concat([
    Buffer.from('!<arch>\n'),
    bsdMember('a long name.der', der),
    bsdMember('b', pem),
  ])
  expectFindings(await scanBytes(archive, 'a.a'), ['a.a!a long name.der 0', 'a.a!b 0'])
})

test('behind damage the rest is searched as it is', async () => {
  const archive = Buffer.concat([Buffer.from('!<arch>\n'), bsdMember('a', der), Buffer.alloc(60, 'x'), der])
  const scanned = await scanBytes(archive, 'a.a')
  assert.deepEqual(
    scanned.findings.map(f => f.at.path),
    ['a.a!a', 'a.a'],
  )
  assert.deepEqual(
    scanned.unseen.map(record => record.code),
    ['scan-damaged'],
  )
})

for (const compression of ['gzip', 'xz', 'zstd', 'none']) {
  test(`Debian package, ${compression}`, async t => {
    if (!hasTools(t, 'dpkg-deb')) return
    const control =
      'Package: p\nVersion: 1\nArchitecture: all\nMaintainer: m <m@example.test>\nDescription: d\n'
    await inFolder({ 'p/DEBIAN/control': control, 'p/etc/c.pem': pem }, async at => {
      const deb = made(at, 'p.deb', 'dpkg-deb', `-Z${compression}`, '--root-owner-group', '-b', 'p', 'p.deb')
      const suffix = { gzip: '.gz', xz: '.xz', zstd: '.zst', none: '' }[compression]
      expectFindings(await scanBytes(deb, 'p.deb'), [`p.deb!data.tar${suffix}!etc/c.pem 0`])
    })
  })
}
