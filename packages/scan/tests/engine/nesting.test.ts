import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, test } from 'node:test'
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { tarMember, tarOf, zipOf } from '../containers/bytes.ts'
import { hasTools } from '../containers/tools.ts'
import { certificateDer, pemOf } from './certificates.ts'
import { scanBytes } from './scan-bytes.ts'

const der = certificateDer()
const pem = Buffer.from(pemOf(der))
const pad = Buffer.alloc(1234, 'x\n')
const leaf = Buffer.concat([pad, pem])

interface Layer {
  readonly name: string
  /** Path element of the member inside. */
  readonly inner: (name: string) => string
  readonly wrap: (name: string, bytes: Buffer) => Buffer
}

const layers: readonly Layer[] = [
  { name: 'a.tgz', inner: name => name, wrap: (name, bytes) => gzipSync(tarOf(tarMember(name, bytes))) },
  { name: 'b.jar', inner: name => name, wrap: (name, bytes) => zipOf([{ name, bytes }]) },
  {
    name: 'c.tar',
    inner: name => name,
    wrap: (name, bytes) => tarOf(tarMember('other', pad), tarMember(name, bytes)),
  },
  { name: 'd.zip', inner: name => name, wrap: (name, bytes) => zipOf([{ name, bytes, stored: true }]) },
  {
    name: 'e.tar.zst',
    inner: name => name,
    wrap: (name, bytes) => zstdCompressSync(tarOf(tarMember(name, bytes))),
  },
  { name: 'f.gz', inner: () => 'f', wrap: (_name, bytes) => gzipSync(bytes) },
]

describe('nesting', () => {
  for (let depth = 1; depth <= 6; depth++) {
    for (let first = 0; first < layers.length; first++) {
      const chain = Array.from({ length: depth }, (_, i) => layers[(first + i) % layers.length] as Layer)
      test(`depth ${depth}: ${chain.map(layer => layer.name).join(' ')}`, async () => {
        let bytes: Buffer = leaf
        let name = 'c.pem'
        for (const layer of [...chain].reverse()) {
          bytes = layer.wrap(name, bytes)
          name = layer.name
        }
        const expected = [chain[0]?.name]
        for (const [i, layer] of chain.entries()) {
          const inner = chain[i + 1]
          // A stream that turns out to be a tar adds nothing to the path: its members stand for it.
          if (layer.name === 'f.gz' && inner?.name === 'c.tar') continue
          expected.push(layer.inner(inner?.name ?? 'c.pem'))
        }
        const scanned = await scanBytes(bytes, chain[0]?.name ?? '')
        assert.deepEqual(
          scanned.findings.map(f => [f.at.path, f.at.offset, f.at.line]),
          [[expected.join('!'), pad.length, 618]],
        )
        assert.deepEqual(scanned.unseen, [])
      })
    }
  }

  test('beyond the depth that is allowed a container is a record and searched as it is', async () => {
    const inner = zipOf([
      { name: 'c.pem', bytes: pem },
      { name: 'd.pem', bytes: pem, stored: true },
    ])
    const outer = tarOf(tarMember('b.zip', inner))
    const one = await scanBytes(outer, 'a.tar', {}, { limits: { depth: 1 } })
    assert.deepEqual(
      one.unseen.map(r => [r.path, r.reason, r.code]),
      [['a.tar!b.zip', 'limit', 'scan-limit-depth']],
    )
    assert.deepEqual(
      one.findings.map(f => f.at.path),
      ['a.tar!b.zip'],
    )
    const none = await scanBytes(outer, 'a.tar', {}, { limits: { depth: 0 } })
    assert.deepEqual([...new Set(none.unseen.map(r => r.code))], ['scan-limit-depth'])
    assert.deepEqual(
      none.findings.map(f => f.at.path),
      ['a.tar'],
    )
    assert.equal(none.counts.containers, 0)
  })

  test('gzip in the middle of a binary is opened, what only looks like it is not', async () => {
    const head = Buffer.concat([Buffer.from('\x7fELF', 'latin1'), Buffer.alloc(5000, 3)])
    const fake = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x55, 0xaa, 1, 2, 3])
    const binary = Buffer.concat([head, gzipSync(leaf), fake, Buffer.alloc(5000, 4), der])
    const scanned = await scanBytes(binary, 'lib.so')
    assert.deepEqual(
      scanned.findings.map(f => `${f.at.path} ${f.at.offset}`),
      [`lib.so!gzip@0x${head.length.toString(16)} ${pad.length}`, `lib.so ${binary.length - der.length}`],
    )
    assert.deepEqual(scanned.unseen, [])
  })

  test('base64 of a PEM is found at the place of the base64', async () => {
    const text = Buffer.from(`tls.crt: ${Buffer.from(pem).toString('base64')}\n`)
    const scanned = await scanBytes(Buffer.concat([Buffer.from('a: b\n'), text]), 'secret.yaml')
    const certificates = scanned.findings.filter(f => f.type === 'certificate')
    assert.equal(certificates.length, 1)
    assert.match(certificates[0]?.encoding ?? '', />/)
    assert.equal(certificates[0]?.at.line, 2)
    assert.ok((certificates[0]?.at.offset ?? 0) >= 5)
  })

  test('a large member is searched through a window: planted everywhere, found once each', async () => {
    const size = 40 << 20
    const big = Buffer.alloc(size)
    const every = 3_333_333
    const offsets: number[] = []
    for (let at = 100; at + der.length < size; at += every) {
      big.set(der, at)
      offsets.push(at)
    }
    big.set(der, size - der.length)
    offsets.push(size - der.length)
    const scanned = await scanBytes(
      gzipSync(tarOf(tarMember('big.bin', big)), { level: 1 }),
      'a.tgz',
      {},
      { limits: { ratio: 1e9 } },
    )
    assert.deepEqual(
      scanned.findings.map(f => f.at.offset),
      offsets,
    )
    assert.deepEqual([...new Set(scanned.findings.map(f => f.at.path))], ['a.tgz!big.bin'])
    assert.deepEqual(scanned.unseen, [])
  })

  test('a large zip in a compressed tar is set aside and opened', async () => {
    const filler = Buffer.alloc(20 << 20)
    for (let i = 0; i < filler.length; i += 4) filler.writeUInt32LE((i * 2654435761) >>> 0, i)
    const zip = zipOf([
      { name: 'filler', bytes: filler, stored: true },
      { name: 'c.pem', bytes: pem },
    ])
    const scanned = await scanBytes(gzipSync(tarOf(tarMember('b.zip', zip)), { level: 1 }), 'a.tgz')
    assert.deepEqual(
      scanned.findings.map(f => f.at.path),
      ['a.tgz!b.zip!c.pem'],
    )
    assert.deepEqual(scanned.unseen, [])
  })

  test('xz in xz in xz', async t => {
    if (!hasTools(t, 'xz')) return
    let bytes: Buffer = pem
    for (let i = 0; i < 3; i++) bytes = execFileSync('xz', ['-c'], { input: bytes })
    const scanned = await scanBytes(bytes, 'c.pem.xz')
    assert.deepEqual(
      scanned.findings.map(f => f.at.path),
      ['c.pem.xz!c.pem!data!data'],
    )
  })

  test('a zlib stream is not a container unless it begins the bytes', async () => {
    const scanned = await scanBytes(Buffer.concat([Buffer.from('x'), deflateSync(pem)]), 'x')
    assert.deepEqual(scanned.unseen, [])
  })
})
