import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { nodeCodecs } from '../../src/codec/codecs.ts'
import { hasTool, packedWith, pieces } from './packing.ts'

async function decoded(bytes: Uint8Array, size = 10_007): Promise<Buffer> {
  const stream = nodeCodecs().open('xz', pieces(bytes, size))
  assert.ok(stream !== undefined)
  const parts: Buffer[] = []
  for await (const chunk of stream) parts.push(Buffer.from(chunk))
  return Buffer.concat(parts)
}

/** Numbers that repeat with every run. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return state >>> 8
  }
}

/** Bytes in which each filter finds much to convert: words that begin or end like its branches. */
function branchy(seed: number, opcodes: readonly number[]): Buffer {
  const next = random(seed)
  return Buffer.from(
    Array.from({ length: 60_000 }, () => {
      const kind = next() % 4
      if (kind === 0) return opcodes[next() % opcodes.length] ?? 0
      return kind === 1 ? 0 : kind === 2 ? 0xff : next() & 0xff
    }),
  )
}

const architectures: Readonly<Record<string, readonly number[]>> = {
  x86: [0xe8, 0xe9, 0, 0xff],
  powerpc: [0x48, 0x4b, 0x49, 0x01, 0x05],
  ia64: [0x10, 0x12, 0x16, 0x17, 0x18, 0x1c, 0x1d, 0x50, 0x05, 0xa0, 0x0a],
  arm: [0xeb],
  armthumb: [0xf0, 0xf7, 0xf8, 0xff],
  arm64: [0x94, 0x97, 0x90, 0xb0, 0xd0, 0xf0],
  sparc: [0x40, 0x7f, 0xc0, 0x3f],
}

function options(t: TestContext, ...args: readonly string[]): string[] | undefined {
  return hasTool(t, 'xz') ? ['-c', ...args, '--lzma2=preset=1'] : undefined
}

for (const [name, opcodes] of Object.entries(architectures)) {
  test(`the filter ${name}: what xz filters comes out as it was`, async t => {
    const program = readFileSync(process.execPath).subarray(8_000_000, 8_400_000)
    for (const start of ['', '=start=4096']) {
      const args = options(t, `--${name}${start}`)
      if (args === undefined) return
      for (const bytes of [
        branchy(3, opcodes),
        branchy(4, opcodes),
        branchy(5, opcodes).subarray(0, 7),
        program,
      ]) {
        const packed = packedWith(bytes, 'xz', ...args)
        assert.ok((await decoded(packed)).equals(bytes))
      }
    }
  })
}

test('the filter riscv: what 7-Zip filters comes out as it was', async t => {
  if (!hasTool(t, '7zz')) return
  const opcodes = [0xef, 0x17, 0x97, 0x17, 0x11, 0x31, 0x93, 0x67, 0x01, 0x05]
  for (const seed of [3, 4, 5]) {
    const bytes = branchy(seed, opcodes)
    const packed = packedWith(bytes, '7zz', 'a', '-txz', '-si', '-so', '-an', '-mf=RISCV')
    assert.equal(packed.indexOf(Buffer.of(0x0b, 0)), 14, 'the filter is there')
    assert.ok((await decoded(packed)).equals(bytes))
  }
})

test('delta, and filters in a row', async t => {
  const bytes = branchy(9, [1, 2, 3])
  for (const args of [
    ['--delta=dist=1'],
    ['--delta=dist=256'],
    ['--x86', '--delta=dist=4'],
    ['--delta', '--arm', '--x86'],
  ]) {
    const all = options(t, ...args)
    if (all === undefined) return
    assert.ok((await decoded(packedWith(bytes, 'xz', ...all))).equals(bytes), args.join(' '))
  }
})

test('several streams with padding, blocks, threads and a dictionary smaller than the data', async t => {
  if (!hasTool(t, 'xz')) return
  const bytes = Buffer.concat([
    branchy(1, [7]),
    Buffer.alloc(500_000, 'again and '),
    branchy(2, [8]),
    branchy(1, [7]),
  ])
  const one = packedWith(bytes, 'xz', '-c', '--block-size=100000', '--lzma2=dict=4KiB')
  const two = packedWith(bytes, 'xz', '-c', '--check=sha256', '-T2', '--block-size=65536')
  const joined = Buffer.concat([one, Buffer.alloc(8), two, Buffer.alloc(4)])
  assert.ok((await decoded(joined)).equals(Buffer.concat([bytes, bytes])))
})

test('a wrong sum of every type rejects', async t => {
  if (!hasTool(t, 'xz')) return
  const bytes = branchy(1, [7])
  for (const check of ['crc32', 'crc64', 'sha256']) {
    const packed = packedWith(bytes, 'xz', '-c', `--check=${check}`)
    // The check stands in front of the index, whose size the footer says (2.1.2.2).
    const at = packed.length - 12 - 4 * (packed.readUInt32LE(packed.length - 8) + 1) - 1
    packed[at] = (packed[at] ?? 0) ^ 1
    await assert.rejects(decoded(packed), /checksum/, check)
  }
})

test('a filter that nobody has defined rejects as unsupported', async t => {
  if (!hasTool(t, 'xz')) return
  const packed = packedWith(Buffer.from('x'), 'xz', '-c', '--x86', '--lzma2')
  const { crc32 } = await import('node:zlib')
  const length = 4 * ((packed[12] ?? 0) + 1)
  packed[14] = 0x33
  packed.writeUInt32LE(crc32(packed.subarray(12, 12 + length - 4)), 12 + length - 4)
  await assert.rejects(decoded(packed), /^Error: unsupported/)
})

test('a large dictionary costs what is in it', async t => {
  if (!hasTool(t, 'xz')) return
  const packed = packedWith(Buffer.from('small'), 'xz', '-c', '--lzma2=dict=1GiB')
  assert.equal((await decoded(packed)).toString(), 'small')
})

test('windows of streams that are open at once do not add up, and are given back', async t => {
  if (!hasTool(t, 'xz')) return
  const packed = packedWith(Buffer.alloc(70 << 20), 'xz', '-c', '-T1', '--lzma2=preset=0,dict=64MiB')
  const open = Array.from({ length: 4 }, () =>
    nodeCodecs().open('xz', pieces(packed, 4000))?.[Symbol.asyncIterator](),
  )
  const pull = async (stream: AsyncIterator<Uint8Array> | undefined): Promise<void> => {
    for (let length = 0; length < 66 << 20; ) length += (await stream?.next())?.value?.length ?? 0
  }
  for (const stream of open.slice(0, 2)) await pull(stream)
  await assert.rejects(pull(open[2]), /^Error: unsupported: too many dictionaries/)
  for (const stream of open) await stream?.return?.()
  assert.equal((await decoded(packed, 4000)).length, 70 << 20)
})

test('with any bytes changed or cut: an error or the bytes, no hang, no fault', async t => {
  if (!hasTool(t, 'xz')) return
  const bytes = branchy(1, [0xe8]).subarray(0, 20_000)
  const packed = packedWith(bytes, 'xz', '-c', '--check=none', '--x86', '--lzma2')
  const change = fc.tuple(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }))
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 6 }), fc.nat(packed.length), async (changes, end) => {
      const hurt = Buffer.from(packed.subarray(0, end))
      for (const [at, value] of changes) if (at < end) hurt[at] = (hurt[at] ?? 0) ^ value
      await decoded(hurt).catch((error: unknown) => {
        assert.ok(
          error instanceof Error && /^(xz data|lzma data|unexpected end|unsupported)/.test(error.message),
          String(error),
        )
      })
    }),
    { numRuns: 300, seed: 5 },
  )
})
