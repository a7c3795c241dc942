import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { locateInObject } from '../../src/object/index.ts'
import { symbolsOf } from '../../src/object/symbols.ts'
import { memorySource } from '../../src/source.ts'
import { fatFile, machoFile, peFile } from './object-files.ts'

test('PE: section, long section name, COFF symbol, Authenticode directory', () => {
  const { bytes, signature } = peFile()
  const map = locateInObject(memorySource(bytes))
  assert.equal(map?.format, 'pe')
  assert.deepEqual(map?.at(0x420), { section: '.rdata', symbol: 'server_cert_der' })
  assert.deepEqual(map?.at(0x41f), { section: '.rdata' })
  assert.deepEqual(map?.at(0x610), { section: '.long_name' })
  assert.deepEqual(map?.at(0x10), {})
  assert.deepEqual(map?.signatureRanges, [{ ...signature, within: 'authenticode' }])
})

test('Mach-O: segment and section, symbol without its debugging twin, code signature', () => {
  const map = locateInObject(memorySource(machoFile()))
  assert.equal(map?.format, 'macho')
  assert.deepEqual(map?.at(0x418), { section: '__TEXT,__const', symbol: '_ca_der' })
  assert.deepEqual(map?.at(0x40f), { section: '__TEXT,__const' })
  assert.deepEqual(map?.signatureRanges, [{ start: 0xc00, end: 0xc80, within: 'macho-signature' }])
})

test('fat Mach-O: each slice counts from its own start', () => {
  const map = locateInObject(memorySource(fatFile([machoFile(), machoFile(0x2000)])))
  assert.deepEqual(map?.at(0x1000 + 0x410), { section: '__TEXT,__const', symbol: '_ca_der' })
  assert.deepEqual(map?.at(0x2000 + 0x410), { section: '__TEXT,__const', symbol: '_ca_der' })
  assert.deepEqual(
    map?.signatureRanges.map(({ start }) => start),
    [0x1c00, 0x2c00],
  )
})

test('a symbol names what it covers: after its end nothing is named, without a size all up to the next', () => {
  const names = Buffer.from('sized\0open\0')
  const section = { name: () => '.data', start: 100, end: 200, address: 0 }
  const symbols = symbolsOf(memorySource(names), {
    start: 0,
    end: 200,
    sections: [section],
    signatureRanges: [],
    eachSymbol(take) {
      take(110, 10, 0, 64)
      take(150, 0, 6, 64)
    },
  })
  const asked = [105, 110, 119, 120, 149, 150, 199].map(offset => symbols.nearest(offset, section))
  assert.deepEqual(asked, ['', 'sized', 'sized', '', '', 'open', 'open'])
})

test('what is no object file has no map', () => {
  const javaClass = Uint8Array.of(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0x34, 0, 1, 0, 0, 0, 0, 0, 0)
  for (const bytes of [
    new Uint8Array(0),
    Buffer.from('MZ'),
    Buffer.from('\x7fELF'),
    javaClass,
    Buffer.alloc(4096),
  ]) {
    assert.equal(locateInObject(memorySource(bytes)), undefined)
  }
})

test('lying headers: no throw, ranges inside the file', () => {
  const originals = [peFile().bytes, machoFile(), fatFile([machoFile()])]
  fc.assert(
    fc.property(
      fc.nat(originals.length - 1),
      fc.array(fc.record({ at: fc.nat(0x2ff), octet: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff) }), {
        maxLength: 12,
      }),
      fc.nat(0x1000),
      (which, changes, cut) => {
        const bytes = Buffer.from(originals[which] ?? [])
        for (const { at, octet } of changes) bytes[at] = octet
        const input = cut % 3 === 0 ? bytes.subarray(0, cut) : bytes
        const map = locateInObject(memorySource(input))
        for (const { start, end } of map?.signatureRanges ?? []) assert.ok(start < end && end <= input.length)
        for (const offset of [0, 0x420, 0x1410, input.length - 1, input.length + 5]) map?.at(offset)
      },
    ),
    { numRuns: 400 },
  )
})
