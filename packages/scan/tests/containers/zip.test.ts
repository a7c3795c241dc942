import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { zstdCompressSync } from 'node:zlib'
import { certificateDer, pemOf } from '../engine/certificates.ts'
import { type Scanned, scanBytes } from '../engine/scan-bytes.ts'
import { zipOf } from './bytes.ts'
import { expectFindings, hasTools, inFolder, made } from './tools.ts'

const der = certificateDer()
const pem = Buffer.from(pemOf(der))
const noise = Buffer.alloc(3000, 'noise ')

function places(scanned: Scanned): string[] {
  return scanned.findings.filter(f => f.type === 'certificate').map(f => `${f.at.path} ${f.at.offset}`)
}

function codes(scanned: Scanned): string[] {
  return scanned.unseen.map(record => record.code)
}

const folder = { 'in/c.der': der, 'in/deep/c.pem': pem, 'in/noise.bin': noise }

describe('zip', () => {
  for (const args of [['-r'], ['-r', '-0'], ['-r', '-Z', 'bzip2'], ['-r', '-fd'], ['-r', '-fz']]) {
    test(`made by zip ${args.join(' ')}`, async t => {
      if (!hasTools(t, 'zip')) return
      await inFolder(folder, async at => {
        const zip = made(at, 'a.zip', 'zip', ...args, 'a.zip', 'in')
        expectFindings(await scanBytes(zip, 'a.zip'), ['a.zip!in/c.der 0', 'a.zip!in/deep/c.pem 0'])
      })
    })
  }

  for (const method of ['Copy', 'Deflate', 'Deflate64', 'BZip2', 'LZMA', 'XZ']) {
    test(`made by 7-Zip with the method ${method}`, async t => {
      if (!hasTools(t, '7zz')) return
      await inFolder(folder, async at => {
        const zip = made(at, 'a.zip', '7zz', 'a', '-tzip', `-mm=${method}`, 'a.zip', 'in')
        expectFindings(await scanBytes(zip, 'a.zip'), ['a.zip!in/c.der 0', 'a.zip!in/deep/c.pem 0'])
      })
    })
  }

  test("made by Python's zipfile with LZMA, which marks the end", async t => {
    if (!hasTools(t, 'python3')) return
    await inFolder(folder, async at => {
      const program =
        "import zipfile;z=zipfile.ZipFile('a.zip','w',zipfile.ZIP_LZMA);[z.write(n) for n in ('in/c.der','in/deep/c.pem','in/noise.bin')];z.close()"
      const zip = made(at, 'a.zip', 'python3', '-c', program)
      expectFindings(await scanBytes(zip, 'a.zip'), ['a.zip!in/c.der 0', 'a.zip!in/deep/c.pem 0'])
    })
  })

  test('members packed by zstd', async () => {
    const packed = zstdCompressSync(pem)
    for (const method of [20, 93])
      expectFindings(await scanBytes(zipOf([{ name: 'a.pem', bytes: pem, method, packed }]), 'a.zip'), [
        'a.zip!a.pem 0',
      ])
  })

  test('a member of LZMA without its header is damage of that member alone', async () => {
    const zip = zipOf([
      { name: 'x', bytes: noise, method: 14 },
      { name: 'a.pem', bytes: pem },
    ])
    const scanned = await scanBytes(zip, 'a.zip')
    assert.deepEqual(places(scanned), ['a.zip!a.pem 0'])
    assert.deepEqual(codes(scanned), ['scan-damaged'])
  })

  test('members are found behind bytes put in front, which are searched too', async () => {
    const zip = zipOf([{ name: 'a.pem', bytes: pem }])
    const scanned = await scanBytes(Buffer.concat([noise, der, zip]), 'setup.exe')
    assert.deepEqual(places(scanned).sort(), ['setup.exe 3000', 'setup.exe!a.pem 0'])
    assert.deepEqual(codes(scanned), [])
  })

  test('what lies between members and directory is searched', async () => {
    const scanned = await scanBytes(zipOf([{ name: 'a', bytes: noise }], der), 'a.zip')
    assert.equal(places(scanned).length, 1)
    assert.match(places(scanned)[0] ?? '', /^a\.zip \d+$/)
  })

  test('the signing block of an APK says so', async () => {
    const size = Buffer.alloc(8)
    size.writeBigUInt64LE(BigInt(der.length + 24))
    const block = Buffer.concat([size, der, size, Buffer.from('APK Sig Block 42')])
    const scanned = await scanBytes(zipOf([{ name: 'a', bytes: noise }], block), 'a.apk')
    assert.deepEqual(
      scanned.findings.map(f => f.within),
      ['apk-signature'],
    )
  })

  test('what follows the archive is searched', async () => {
    const zip = zipOf([{ name: 'a.pem', bytes: pem }])
    const scanned = await scanBytes(Buffer.concat([zip, noise, der]), 'a.zip')
    assert.deepEqual(places(scanned), ['a.zip!a.pem 0', `a.zip ${zip.length + noise.length}`])
  })

  test('an archive far in front of the end of a file is opened where it stands', async () => {
    const zip = zipOf([{ name: 'a.pem', bytes: pem }])
    const bytes = Buffer.concat([noise, zip, Buffer.alloc(200_000, 1)])
    const scanned = await scanBytes(bytes, 'lib.so')
    assert.deepEqual(places(scanned), [`lib.so!zip@0x${noise.length.toString(16)}!a.pem 0`])
  })

  test('without a directory the members are found by their own headers', async () => {
    const zip = zipOf([
      { name: 'a.pem', bytes: pem },
      { name: 'b.der', bytes: der, stored: true },
    ])
    const cut = zip.subarray(0, zip.indexOf(Buffer.from('PK\x01\x02', 'latin1')))
    const scanned = await scanBytes(cut, 'a.zip')
    assert.deepEqual(places(scanned), ['a.zip!a.pem 0', 'a.zip!b.der 0'])
    assert.deepEqual(codes(scanned), ['scan-truncated'])
  })

  test('encrypted members are sealed, the others are read', async () => {
    const zip = zipOf([
      { name: 'x', bytes: noise, flags: 1 },
      { name: 'a.pem', bytes: pem },
    ])
    const scanned = await scanBytes(zip, 'a.zip')
    assert.deepEqual(places(scanned), ['a.zip!a.pem 0'])
    assert.deepEqual(
      scanned.unseen.map(r => [r.path, r.reason, r.code]),
      [['a.zip!x', 'sealed', 'scan-sealed']],
    )
  })

  test('a size that lies is said, and the member is read to its end', async () => {
    for (const size of [10, 999_999]) {
      const scanned = await scanBytes(zipOf([{ name: 'a.pem', bytes: pem, claim: { size } }]), 'a.zip')
      assert.deepEqual(places(scanned), ['a.zip!a.pem 0'])
      assert.deepEqual(codes(scanned), ['scan-size-lie'])
    }
  })

  test('a method that cannot be opened is unsupported', async () => {
    const scanned = await scanBytes(zipOf([{ name: 'x', bytes: noise, method: 97 }]), 'a.zip')
    assert.deepEqual(codes(scanned), ['scan-unsupported'])
  })

  test('an offset that points nowhere is damage of that member alone', async () => {
    const zip = zipOf([
      { name: 'x', bytes: noise, claim: { offset: 5 } },
      { name: 'a.pem', bytes: pem },
    ])
    const scanned = await scanBytes(zip, 'a.zip')
    assert.deepEqual(places(scanned), ['a.zip!a.pem 0'])
    assert.ok(codes(scanned).includes('scan-damaged'))
  })

  test('equal members are inflated once and reported at every place', async () => {
    const files = Array.from({ length: 50 }, (_, i) => ({ name: `${i}.pem`, bytes: pem }))
    const scanned = await scanBytes(zipOf(files), 'a.zip')
    assert.equal(places(scanned).length, 50)
    assert.deepEqual(new Set(scanned.findings.map(f => f.at.path)).size, 50)
    assert.equal(scanned.counts.inflatedBytes, pem.length)
  })

  test('a directory that claims to be longer than the file ends with the file', async () => {
    const zip = zipOf([{ name: 'a.pem', bytes: pem }])
    zip.writeUInt32LE(zip.readUInt32LE(zip.length - 10) + 300, zip.length - 10)
    const padded = Buffer.concat([Buffer.alloc(400), zip])
    padded.writeUInt32LE(padded.readUInt32LE(padded.length - 6) + 400, padded.length - 6)
    assert.ok(codes(await scanBytes(padded, 'a.zip')).includes('scan-damaged'))
  })

  test('names cannot forge paths or reach a terminal', async () => {
    const scanned = await scanBytes(zipOf([{ name: 'a!b\u001b[2J\u202e.pem', bytes: pem }]), 'a.zip')
    assert.deepEqual(places(scanned), ['a.zip!a\\u{21}b\\u{1b}[2J\\u{202e}.pem 0'])
  })

  test('signature files of a jar say so', async () => {
    const scanned = await scanBytes(zipOf([{ name: 'META-INF/CERT.RSA', bytes: der }]), 'a.jar')
    assert.deepEqual(
      scanned.findings.map(f => f.within),
      ['jar-signature'],
    )
  })

  test('names of code page 437 are read', async () => {
    const bytes = zipOf([{ name: 'aXb.pem', bytes: pem }])
    for (let at = bytes.indexOf('aXb'); at >= 0; at = bytes.indexOf('aXb')) bytes[at + 1] = 0x81
    assert.deepEqual(places(await scanBytes(bytes, 'a.zip')), ['a.zip!aüb.pem 0'])
  })
})
