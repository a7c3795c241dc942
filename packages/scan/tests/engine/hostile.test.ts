import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { nodeCodecs } from '../../../world/src/codec/codecs.ts'
import { asarOf, tarMember, tarOf, zipOf } from '../containers/bytes.ts'
import { filtered, hasTools } from '../containers/tools.ts'
import { certificateDer, createCertificate, pemOf } from './certificates.ts'
import { type Scanned, scanBytes } from './scan-bytes.ts'

const der = certificateDer()
const other = await createCertificate('second.test')
const pem = Buffer.from(pemOf(der))
const noise = randomBytes(20_000)

function codes(scanned: Scanned): string[] {
  return [...new Set(scanned.unseen.map(record => record.code))]
}

const archives: Record<string, Buffer> = {
  'a.zip': zipOf([
    { name: 'c.pem', bytes: pem },
    { name: 'n', bytes: noise },
    { name: 'd.der', bytes: other, stored: true },
  ]),
  'a.tar': tarOf(tarMember('c.pem', pem), tarMember('n', noise), tarMember('d.der', Buffer.from(other))),
  'a.tgz': gzipSync(
    tarOf(tarMember('c.pem', pem), tarMember('n', noise), tarMember('d.der', Buffer.from(other))),
  ),
  'a.tar.zst': zstdCompressSync(tarOf(tarMember('c.pem', pem), tarMember('n', noise))),
  'a.asar': asarOf({ 'c.pem': pem, n: noise, 'd.der': Buffer.from(other) }),
}

describe('bombs', () => {
  test('a stream that grows too much is left', async () => {
    const zeros = Buffer.alloc(48 << 20)
    for (const [name, bytes] of [
      ['z.gz', gzipSync(zeros)],
      ['z.zst', zstdCompressSync(zeros)],
    ] as const) {
      const scanned = await scanBytes(bytes, name)
      assert.deepEqual(codes(scanned), ['scan-limit-ratio'])
      assert.ok(scanned.counts.inflatedBytes < zeros.length)
    }
    const zip = await scanBytes(zipOf([{ name: 'zeros', bytes: zeros }]), 'z.zip')
    assert.deepEqual(
      zip.unseen.map(r => [r.path, r.code]),
      [['z.zip!zeros', 'scan-limit-ratio']],
    )
  })

  test('lzma, xz and zlib that grow too much are left', async t => {
    if (!hasTools(t, 'xz')) return
    const zeros = Buffer.alloc(48 << 20)
    for (const packed of [
      filtered(zeros, 'xz', '-c', '--format=lzma'),
      filtered(zeros, 'xz', '-c'),
      deflateSync(zeros, { level: 9 }),
    ]) {
      const scanned = await scanBytes(packed, 'z')
      assert.deepEqual(codes(scanned), ['scan-limit-ratio'])
      assert.ok(scanned.counts.inflatedBytes < zeros.length)
    }
  })

  test('archives of equal archives are opened once a level', async () => {
    let bytes: Buffer = zipOf([{ name: 'zeros', bytes: Buffer.alloc(48 << 20) }])
    for (let level = 0; level < 5; level++) {
      bytes = zipOf(Array.from({ length: 16 }, (_, i) => ({ name: `${level}-${i}.zip`, bytes })))
    }
    const scanned = await scanBytes(bytes, '42.zip')
    assert.ok(scanned.counts.inflatedBytes < 64 << 20, String(scanned.counts.inflatedBytes))
    assert.ok(scanned.unseen.length < 10_000)
    assert.ok(codes(scanned).includes('scan-limit-ratio'))
  })

  test('an archive that contains itself ends', async () => {
    const zip = zipOf([{ name: 'self.zip', bytes: noise }])
    const inflateInto = (_: string, __: Uint8Array, into: Uint8Array): number => {
      into.set(zip)
      return zip.length
    }
    const codecs = { ...nodeCodecs(), inflateInto }
    const scanned = await scanBytes(zip, 'self.zip', {}, { codecs })
    assert.ok(codes(scanned).includes('scan-limit-depth'))
    assert.ok(scanned.counts.members < 20)
  })

  test('members that share bytes are opened a bounded number of times', async () => {
    const files = Array.from({ length: 200 }, (_, i) => ({
      name: `${i}`,
      bytes: noise,
      claim: { offset: 0 },
    }))
    const first = zipOf(files.slice(0, 1))
    const many = zipOf(files)
    const directory = many.subarray(many.indexOf(Buffer.from('PK\x01\x02', 'latin1')))
    const local = first.subarray(0, first.indexOf(Buffer.from('PK\x01\x02', 'latin1')))
    const bomb = Buffer.concat([local, directory])
    bomb.writeUInt32LE(local.length, bomb.length - 6)
    const scanned = await scanBytes(bomb, 'o.zip')
    assert.ok(codes(scanned).includes('scan-overlap'))
    assert.ok(scanned.unseen.length < 30)
  })

  test('a tar that claims 60 GB ends where its bytes end', async () => {
    const lie = tarMember('huge', pem, 60 * 2 ** 30)
    const scanned = await scanBytes(Buffer.concat([tarMember('c.pem', pem), lie]), 'a.tar')
    assert.deepEqual(
      scanned.findings.map(f => f.at.path),
      ['a.tar!c.pem', 'a.tar!huge'],
    )
    assert.deepEqual(codes(scanned), ['scan-truncated'])
    const packed = await scanBytes(gzipSync(Buffer.concat([tarMember('c.pem', pem), lie])), 'a.tgz')
    assert.deepEqual(
      packed.findings.map(f => f.at.path),
      ['a.tgz!c.pem', 'a.tgz!huge'],
    )
    assert.deepEqual(codes(packed), ['scan-truncated'])
  })

  test('a sparse member is searched without its holes', async () => {
    const scanned = await scanBytes(
      tarOf(tarMember('sparse', pem, pem.length, 'S'), tarMember('c.pem', pem)),
      'a.tar',
    )
    assert.deepEqual(
      scanned.findings.map(f => f.at.path),
      ['a.tar!sparse', 'a.tar!c.pem'],
    )
    assert.deepEqual(codes(scanned), ['scan-sparse'])
  })

  test('limits on members and on the total are records', async () => {
    const zip = zipOf(Array.from({ length: 20 }, (_, i) => ({ name: `${i}`, bytes: randomBytes(1000) })))
    assert.deepEqual(codes(await scanBytes(zip, 'a', {}, { limits: { members: 5 } })), ['scan-limit-members'])
    assert.deepEqual(codes(await scanBytes(zip, 'a', {}, { limits: { totalBytes: 4000 } })), [
      'scan-limit-total',
    ])
    const one = zipOf([{ name: 'x', bytes: noise }])
    assert.deepEqual(codes(await scanBytes(one, 'a', {}, { limits: { memberBytes: 4000 } })), [
      'scan-limit-member',
    ])
  })

  test('thousands of encrypted members are counted, not listed', async () => {
    const zip = zipOf(
      Array.from({ length: 3000 }, (_, i) => ({ name: `${i}`, bytes: pem, flags: 1, stored: true })),
    )
    const scanned = await scanBytes(zip, 'a.zip')
    assert.deepEqual(codes(scanned), ['scan-sealed'])
    assert.ok(scanned.unseen.length < 30)
    assert.match(scanned.unseen.at(-1)?.detail ?? '', /2984 more/)
  })
})

describe('damage', () => {
  test('what stood in front of the damage is found, and the damage has an offset', async () => {
    const tar = tarOf(
      tarMember('c.pem', pem),
      tarMember('n', randomBytes(2_000_000)),
      tarMember('d.der', Buffer.from(other)),
    )
    const packed = gzipSync(tar)
    const cut = await scanBytes(packed.subarray(0, 1_000_000), 'a.tgz')
    assert.deepEqual(
      cut.findings.map(f => f.at.path),
      ['a.tgz!c.pem'],
    )
    assert.ok(codes(cut).includes('scan-truncated'))
    const broken = Buffer.from(packed)
    broken.fill(0xff, 1_000_000, 1_000_100)
    const hurt = await scanBytes(broken, 'a.tgz')
    assert.ok(hurt.findings.some(f => f.at.path === 'a.tgz!c.pem'))
    assert.ok(codes(hurt).includes('scan-damaged'))
    assert.ok(hurt.unseen.some(record => (record.offset ?? 0) > 500_000))
  })

  test('behind a broken header a tar is searched as it is', async () => {
    const tar = tarOf(tarMember('c.pem', pem), tarMember('d.der', Buffer.from(other)))
    tar.fill(0x41, tar.indexOf('d.der'), tar.indexOf('d.der') + 3)
    const plain = await scanBytes(tar, 'a.tar')
    const offset = tar.indexOf(other)
    assert.deepEqual(
      plain.findings.map(f => [f.at.path, f.at.offset]),
      [
        ['a.tar!c.pem', 0],
        ['a.tar', offset],
      ],
    )
    const packed = await scanBytes(gzipSync(tar), 'a.tgz')
    assert.deepEqual(
      packed.findings.map(f => [f.at.path, f.at.offset]),
      [
        ['a.tgz!c.pem', 0],
        ['a.tgz', offset],
      ],
    )
    assert.deepEqual([codes(plain), codes(packed)], [['scan-damaged'], ['scan-damaged']])
  })

  test('archives that cannot be opened are said and searched', async () => {
    const magics: Record<string, number[]> = {
      '7z': [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c],
      rar: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07, 0x00],
      cab: [0x4d, 0x53, 0x43, 0x46, 0, 0, 0, 0],
      squashfs: [0x68, 0x73, 0x71, 0x73],
      xar: [0x78, 0x61, 0x72, 0x21, 0, 0x1c],
      rpm: [0xed, 0xab, 0xee, 0xdb],
      lz4: [0x04, 0x22, 0x4d, 0x18],
    }
    for (const [format, magic] of Object.entries(magics)) {
      const scanned = await scanBytes(Buffer.concat([Buffer.from(magic), Buffer.alloc(600), der]), 'a')
      assert.deepEqual(codes(scanned), ['scan-unsupported'], format)
      assert.match(scanned.unseen[0]?.detail ?? '', new RegExp(format))
      assert.equal(scanned.findings.length, 1, format)
    }
    const iso = Buffer.alloc(40_000)
    iso.write('CD001', 0x8001)
    assert.deepEqual(codes(await scanBytes(iso, 'a.iso')), ['scan-unsupported'])
  })

  for (const [name, bytes] of Object.entries(archives)) {
    test(`${name} cut anywhere: no throw, nothing invented, loss is said`, async () => {
      const whole = await scanBytes(bytes, name)
      assert.ok(whole.findings.length > 0)
      const known = new Set(whole.findings.map(f => ('sha256' in f ? f.sha256 : '')))
      const step = Math.ceil(bytes.length / 60)
      for (let end = 1; end < bytes.length; end += step) {
        const scanned = await scanBytes(bytes.subarray(0, end), name)
        for (const finding of scanned.findings) {
          assert.ok(finding.type === 'partial' || ('sha256' in finding && known.has(finding.sha256)))
        }
        if (scanned.findings.length < whole.findings.length && end > 600)
          assert.notEqual(scanned.unseen.length, 0, `${end}`)
      }
    })

    test(`${name} with any bytes changed: no throw, no hang`, async () => {
      const change = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }))
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async changes => {
          const changed = Buffer.from(bytes)
          for (const [at, value] of changes) changed[at] = value
          const scanned = await scanBytes(changed, name)
          for (const { at } of scanned.findings) assert.ok(at.offset >= 0 && at.path.startsWith(name))
        }),
        { numRuns: 60, seed: 7 },
      )
    })
  }

  test('xz, lzma, bzip2 and zlib cut or changed anywhere: no throw, no hang', async t => {
    if (!hasTools(t, 'xz', 'bzip2')) return
    const plain = Buffer.concat([pem, noise])
    for (const bytes of [
      filtered(plain, 'xz', '-c'),
      filtered(plain, 'xz', '-c', '--x86', '--delta', '--lzma2'),
      filtered(plain, 'xz', '-c', '--format=lzma'),
      filtered(plain, 'bzip2', '-c'),
      deflateSync(plain),
    ]) {
      for (let at = 0; at < bytes.length; at += 997) {
        await scanBytes(bytes.subarray(0, at), 'a')
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ 0x55
        await scanBytes(changed, 'a')
      }
    }
  })
})
