/** Real files: what gcc writes, read by us and by nm and readelf. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fixtureDer } from '../../../../tests/fixture-ca/read.ts'
import { locateInObject } from '../../src/object/index.ts'
import { memorySource } from '../../src/source.ts'

const dir = mkdtempSync(join(tmpdir(), 'foreseen-object-'))
after(() => rmSync(dir, { recursive: true, force: true }))
const missing = ['gcc', 'nm', 'readelf', 'strip'].filter(name => spawnSync(name, ['--version']).status !== 0)
const skip = missing.length > 0 ? 'needs gcc and binutils: apt-get install gcc binutils' : false

const der = fixtureDer('leaf')
const array = (bytes: Uint8Array): string => [...bytes].map(octet => `0x${octet.toString(16)}`).join(',')
const program = `const unsigned char server_cert_der[] = {${array(der)}};
static const unsigned char other[64] = {9};
const unsigned char *table[] = {server_cert_der, other};
int main(int count, char **words) { (void)words; return table[count & 1][count]; }
`

function build(name: string, flags: readonly string[]): { path: string; bytes: Buffer } {
  const [source, path] = [join(dir, 'program.c'), join(dir, name)]
  writeFileSync(source, program)
  execFileSync('gcc', [...flags, '-o', path, source])
  return { path, bytes: readFileSync(path) }
}

const run = (command: string, words: readonly string[]): string =>
  execFileSync(command, words, { encoding: 'utf8' })

test('a certificate compiled into a program has its section and symbol', { skip }, () => {
  for (const [name, flags] of [
    ['program', []],
    ['program.o', ['-c']],
    ['program.so', ['-shared', '-fPIC']],
  ] as const) {
    const { bytes } = build(name, flags)
    const map = locateInObject(memorySource(bytes))
    const offset = bytes.indexOf(der)
    assert.equal(map?.format, 'elf')
    assert.deepEqual(map?.at(offset), { section: '.rodata', symbol: 'server_cert_der' }, name)
    assert.equal(map?.at(offset + der.length - 1).symbol, 'server_cert_der', name)
  }
})

test('a stripped program keeps the section and names nothing', { skip }, () => {
  const { path } = build('stripped', [])
  run('strip', [path])
  const bytes = readFileSync(path)
  assert.deepEqual(locateInObject(memorySource(bytes))?.at(bytes.indexOf(der)), { section: '.rodata' })
})

test('every sized symbol of nm stands where we say, in the section readelf says', { skip }, () => {
  const { path, bytes } = build('oracle', [])
  const map = locateInObject(memorySource(bytes))
  const sections = [
    ...run('readelf', ['-SW', path]).matchAll(
      /\] (\.\S+)\s+\S+\s+([0-9a-f]{16}) ([0-9a-f]{6}) ([0-9a-f]{6})/g,
    ),
  ]
  let compared = 0
  for (const [, value = '', kind = '', symbol = ''] of run('nm', ['-S', path]).matchAll(
    /^([0-9a-f]{16}) [0-9a-f]{16} (\w) (\S+)$/gm,
  )) {
    if (kind.toLowerCase() === 'b') continue
    const address = Number.parseInt(value, 16)
    const home = sections.find(([, , at = '', , size = '']) => {
      return (
        address >= Number.parseInt(at, 16) && address < Number.parseInt(at, 16) + Number.parseInt(size, 16)
      )
    })
    assert.ok(home, symbol)
    const offset = address - Number.parseInt(home[2] ?? '', 16) + Number.parseInt(home[3] ?? '', 16)
    assert.deepEqual(map?.at(offset), { section: home[1], symbol: symbol.replace(/@.*/, '') }, symbol)
    compared++
  }
  assert.ok(compared > 3)
})

test('a signed kernel module ends with a signature', { skip }, () => {
  const { bytes } = build('module.o', ['-c'])
  const signature = Buffer.alloc(40, 7)
  const header = Buffer.alloc(12)
  header.writeUInt32BE(signature.length, 8)
  const module = Buffer.concat([bytes, signature, header, Buffer.from('~Module signature appended~\n')])
  assert.deepEqual(locateInObject(memorySource(module))?.signatureRanges, [
    { start: bytes.length, end: bytes.length + 40, within: 'module-signature' },
  ])
})
