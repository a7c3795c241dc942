import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { CodecName } from '@foreseen/scan'
import { nodeCodecs } from '../../src/codec/codecs.ts'
import { openInflater } from '../../src/codec/inflater.ts'
import { inflatePublished } from '../../src/codec/whole.ts'

const plain = Buffer.concat([
  Buffer.alloc(300_000, 'text and more text\n'),
  randomBytes(200_000),
  Buffer.alloc(1_000_000),
])
const debian: Readonly<Record<string, string>> = { xz: 'xz-utils', bzip2: 'bzip2' }

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function decoded(codec: CodecName, bytes: Uint8Array, size: number): Promise<[Buffer, number]> {
  const stream = nodeCodecs().open(codec, pieces(bytes, size))
  assert.ok(stream !== undefined)
  const parts: Buffer[] = []
  for await (const chunk of stream) parts.push(Buffer.from(chunk))
  return [Buffer.concat(parts), stream.consumedBytes()]
}

function packedBy(t: TestContext, tool: string, ...args: string[]): Buffer | undefined {
  if (spawnSync(tool, ['--version']).error === undefined)
    return execFileSync(tool, ['-c', ...args], { input: plain })
  t.skip(`needs ${tool}: apt-get install ${debian[tool]}`)
  return undefined
}

const made: Readonly<Record<string, (t: TestContext) => Buffer | undefined>> = {
  deflate: () => deflateRawSync(plain),
  zlib: () => deflateSync(plain),
  gzip: () => gzipSync(plain),
  zstd: () => zstdCompressSync(plain),
  brotli: () => brotliCompressSync(plain),
  xz: t => packedBy(t, 'xz'),
  bzip2: t => packedBy(t, 'bzip2'),
}
const codecs: readonly CodecName[] = ['deflate', 'zlib', 'gzip', 'zstd', 'brotli', 'xz', 'bzip2']

for (const codec of codecs) {
  test(`${codec}: pieces of any size, and what follows is not taken`, async t => {
    const packed = made[codec]?.(t)
    if (packed === undefined) return
    for (const size of [997, 65_536, 1 << 24]) {
      const [bytes, consumed] = await decoded(
        codec,
        Buffer.concat([packed, Buffer.from('behind the end')]),
        size,
      )
      assert.ok(bytes.equals(plain), `pieces of ${size}`)
      assert.equal(consumed, packed.length, `pieces of ${size}`)
    }
  })

  test(`${codec}: cut off it rejects`, async t => {
    const packed = made[codec]?.(t)
    if (packed === undefined) return
    await assert.rejects(decoded(codec, packed.subarray(0, packed.length - 9), 65_536))
  })
}

for (const check of ['none', 'crc32', 'crc64', 'sha256']) {
  test(`xz with the check ${check}`, async t => {
    const packed = packedBy(t, 'xz', `--check=${check}`)
    if (packed === undefined) return
    const [bytes] = await decoded('xz', packed, 65_536)
    assert.ok(bytes.equals(plain))
  })
}

test('a wrong checksum rejects', async t => {
  for (const tool of ['gzip', 'xz', 'bzip2'] as const) {
    const packed = made[tool]?.(t)
    if (packed === undefined) continue
    const changed = Buffer.from(packed)
    const middle = changed.length >> 1
    changed[middle] = (changed[middle] ?? 0) ^ 1
    await assert.rejects(decoded(tool, changed, 65_536), tool)
  }
})

const wholeCodecs = ['deflate', 'gzip', 'zlib', 'zstd'] as const
for (const codec of wholeCodecs) {
  test(`${codec} at once gives all or nothing, by node's handle as by its functions`, t => {
    const packed = made[codec]?.(t) ?? Buffer.alloc(0)
    for (const inflate of [nodeCodecs().inflateInto, inflatePublished]) {
      const into = new Uint8Array(plain.length + 1)
      for (let again = 0; again < 2; again++) {
        assert.equal(inflate(codec, packed, into), plain.length)
        assert.ok(plain.equals(into.subarray(0, plain.length)))
        assert.equal(inflate(codec, packed, into.subarray(1)), -1, 'no byte left free')
        assert.equal(inflate(codec, packed.subarray(0, 100), into), -1, 'cut')
        assert.equal(
          inflate(codec, Buffer.concat([packed, Buffer.of(0, 1)]), into),
          -1,
          'more behind the end',
        )
        assert.equal(inflate(codec, randomBytes(500), into), -1, 'noise')
        assert.equal(inflate(codec, packed.subarray(0, 0), into), -1, 'nothing')
      }
    }
  })
}

test("node's own handle is as it was: without it small members cost several times as much", () => {
  assert.notEqual(openInflater('deflate'), undefined)
})

test('what is set aside can be read at random and leaves nothing behind', () => {
  const tempDir = mkdtempSync(join(tmpdir(), 'foreseen-test-'))
  try {
    const spill = nodeCodecs({ tempDir }).spill()
    spill.append(plain.subarray(0, 1000))
    spill.append(plain.subarray(1000))
    assert.deepEqual(readdirSync(tempDir), [])
    const source = spill.source()
    const into = new Uint8Array(500)
    assert.equal(source.readInto(300_100, into), 500)
    assert.ok(plain.subarray(300_100, 300_600).equals(into))
    assert.equal(source.readInto(plain.length - 10, into), 10)
    spill.release()
    assert.equal(source.readInto(0, into), 0)
  } finally {
    rmSync(tempDir, { recursive: true })
  }
})
