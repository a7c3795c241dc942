import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { certificateDer, pemOf } from '../engine/certificates.ts'
import { type Scanned, scanBytes } from '../engine/scan-bytes.ts'
import { filtered, hasTools, inFolder, made } from './tools.ts'

const der = certificateDer()
const pem = new TextEncoder().encode(pemOf(der))
const folder = { 'in/c.der': der, 'in/deep/c.pem': pem, 'in/noise.bin': new Uint8Array(10_000).fill(7) }

function paths(scanned: Scanned): string[] {
  return scanned.findings
    .filter(f => f.type === 'certificate')
    .map(f => f.at.path)
    .sort()
}

function expectBoth(scanned: Scanned, path: string): void {
  assert.deepEqual(paths(scanned), [`${path}!in/c.der`, `${path}!in/deep/c.pem`])
  assert.deepEqual(
    scanned.findings.map(f => f.at.offset),
    [0, 0],
  )
  assert.deepEqual(scanned.unseen, [])
}

describe('archives made by the real tools', () => {
  for (const [name, args] of Object.entries({
    'a.zip': ['-r'],
    'stored.zip': ['-r', '-0'],
    'bz.zip': ['-r', '-Z', 'bzip2'],
  })) {
    test(`zip ${args.join(' ')}`, async t => {
      if (!hasTools(t, 'zip')) return
      await inFolder(folder, async at => {
        expectBoth(await scanBytes(made(at, name, 'zip', ...args, name, 'in'), name), name)
      })
    })
  }

  for (const format of ['gnu', 'pax', 'ustar']) {
    test(`tar --format=${format}`, async t => {
      if (!hasTools(t, 'tar')) return
      await inFolder(folder, async at => {
        expectBoth(
          await scanBytes(made(at, 'a.tar', 'tar', `--format=${format}`, '-cf', 'a.tar', 'in'), 'a.tar'),
          'a.tar',
        )
      })
    })
  }

  for (const [tool, suffix] of [
    ['gzip', 'gz'],
    ['xz', 'xz'],
    ['zstd', 'zst'],
    ['bzip2', 'bz2'],
  ] as const) {
    test(`tar and ${tool}: the compression adds nothing to the path`, async t => {
      if (!hasTools(t, 'tar', tool)) return
      await inFolder(folder, async at => {
        const packed = filtered(made(at, 'a.tar', 'tar', '-cf', 'a.tar', 'in'), tool, '-c')
        expectBoth(await scanBytes(packed, `a.tar.${suffix}`), `a.tar.${suffix}`)
      })
    })

    test(`${tool} of one file, and of two files joined`, async t => {
      if (!hasTools(t, tool)) return
      const packed = filtered(pem, tool, '-c')
      const one = await scanBytes(packed, `dir/c.pem.${suffix}`)
      assert.deepEqual(paths(one), [`dir/c.pem.${suffix}!c.pem`])
      assert.deepEqual(one.unseen, [])
      const two = await scanBytes(Buffer.concat([filtered(new Uint8Array(99), tool, '-c'), packed]), 'x')
      assert.deepEqual(paths(two), ['x!data'])
      assert.deepEqual(
        two.findings.map(f => f.at.offset),
        [99],
      )
    })
  }

  test('ar with long names', async t => {
    if (!hasTools(t, 'ar')) return
    const long = `${'long-name-'.repeat(5)}.der`
    await inFolder({ [long]: der, 's.pem': pem }, async at => {
      const scanned = await scanBytes(made(at, 'a.a', 'ar', 'q', 'a.a', long, 's.pem'), 'a.a')
      assert.deepEqual(paths(scanned), [`a.a!${long}`, 'a.a!s.pem'])
      assert.deepEqual(scanned.unseen, [])
    })
  })

  for (const compression of ['gzip', 'xz', 'zstd', 'none']) {
    test(`Debian package, ${compression}`, async t => {
      if (!hasTools(t, 'dpkg-deb')) return
      const control =
        'Package: p\nVersion: 1\nArchitecture: all\nMaintainer: m <m@example.test>\nDescription: d\n'
      await inFolder({ 'p/DEBIAN/control': control, 'p/etc/c.pem': pem }, async at => {
        const deb = made(
          at,
          'p.deb',
          'dpkg-deb',
          `-Z${compression}`,
          '--root-owner-group',
          '-b',
          'p',
          'p.deb',
        )
        const scanned = await scanBytes(deb, 'p.deb')
        const suffix = { gzip: '.gz', xz: '.xz', zstd: '.zst', none: '' }[compression]
        assert.deepEqual(paths(scanned), [`p.deb!data.tar${suffix}!etc/c.pem`])
        assert.deepEqual(scanned.unseen, [])
      })
    })
  }
})
