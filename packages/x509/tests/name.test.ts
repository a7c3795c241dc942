import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commonName, formatName, parseName, printable } from '@foreseen/x509'
import fc from 'fast-check'

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))
const der = (tag: number, ...parts: Uint8Array[]): Uint8Array => {
  const content = Buffer.concat(parts)
  return new Uint8Array(
    Buffer.concat([
      Buffer.from(
        content.length < 128 ? [tag, content.length] : [tag, 0x82, content.length >> 8, content.length & 255],
      ),
      content,
    ]),
  )
}
const attribute = (oidHex: string, tag: number, value: Uint8Array): Uint8Array =>
  der(0x30, der(6, bytes(oidHex)), der(tag, value))
const name = (...rdns: Uint8Array[][]): Uint8Array => der(0x30, ...rdns.map(rdn => der(0x31, ...rdn)))
const cn = (tag: number, value: Uint8Array): Uint8Array => attribute('550403', tag, value)
const utf8 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

function formatted(input: Uint8Array): string {
  const parsed = parseName(input)
  assert.ok(parsed.ok)
  return formatName(parsed.value)
}

test('string types: UTF-8, T61 as Latin-1, BMP, Universal, IA5', () => {
  const table: readonly [number, string, string][] = [
    [0x0c, 'c3a9', 'é'],
    [0x14, 'e9', 'é'],
    [0x1e, '00e9d83dde00', 'é\u{1f600}'],
    [0x1c, '0001f600', '\u{1f600}'],
    [0x16, '61', 'a'],
    [0x13, '61', 'a'],
  ]
  for (const [tag, hex, text] of table) assert.equal(formatted(name([cn(tag, bytes(hex))])), `CN=${text}`)
})

test('RFC 4514: order, several values, escapes, unknown types', () => {
  const country = attribute('550406', 0x13, utf8('SE'))
  const unit = attribute('55040b', 0x0c, utf8('a+b'))
  assert.equal(formatted(name([country], [unit, cn(0x0c, utf8('x'))])), 'OU=a\\+b+CN=x,C=SE')
  assert.equal(formatted(name([cn(0x0c, utf8(' #a,"b";<c>\\ '))])), 'CN=\\ #a\\,\\"b\\"\\;\\<c\\>\\\\\\ ')
  assert.equal(formatted(name([cn(0x0c, utf8('#1'))])), 'CN=\\#1')
  assert.equal(formatted(name([attribute('2a0304', 0x0c, utf8('Hi'))])), '1.2.3.4=#0C024869')
  assert.equal(formatted(name([cn(0x05, new Uint8Array())])), 'CN=#0500')
  assert.equal(formatted(name()), '')
})

test('control and direction characters are shown as octets', () => {
  assert.equal(formatted(name([cn(0x0c, utf8('a\u0000\u001b[2J\u202eb'))])), 'CN=a\\00\\1B[2J\\E2\\80\\AEb')
  assert.equal(printable('a\r\nb'), 'a\\0D\\0Ab')
  const parsed = parseName(name([cn(0x0c, utf8('a\u0000b'))]))
  assert.ok(parsed.ok)
  assert.equal(commonName(parsed.value), 'a\\00b')
  assert.deepEqual(
    parsed.problems.map(({ code }) => code),
    ['x509-control-character'],
  )
})

test('the common name nearest to the subject counts', () => {
  const parsed = parseName(name([cn(0x0c, utf8('outer'))], [cn(0x0c, utf8('inner'))]))
  assert.ok(parsed.ok)
  assert.equal(commonName(parsed.value), 'inner')
})

test('a name of 5,000 attributes is cut with a note', () => {
  const rdns = Array.from({ length: 5_000 }, () => [cn(0x0c, utf8('a'))])
  const parts = Buffer.concat(rdns.map(rdn => der(0x31, ...rdn)))
  const parsed = parseName(
    Uint8Array.from([
      0x30,
      0x83,
      parts.length >> 16,
      (parts.length >> 8) & 255,
      parts.length & 255,
      ...parts,
    ]),
  )
  assert.ok(parsed.ok)
  assert.equal(parsed.value.rdns.length, 1_000)
  assert.ok(parsed.problems.some(({ code }) => code === 'x509-name-too-long'))
})

test('any text: formatted without controls, and read back by undoing the escapes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), text => {
      const shown = formatted(name([cn(0x0c, utf8(text))])).slice('CN='.length)
      assert.doesNotMatch(shown, /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
      const octets = Buffer.from(shown)
        .toString('latin1')
        .replace(/\\([0-9A-F]{2})|\\([^0-9A-F])/g, (_, hex: string, plain: string) =>
          hex ? String.fromCharCode(Number.parseInt(hex, 16)) : plain,
        )
      assert.equal(Buffer.from(octets, 'latin1').toString(), Buffer.from(text).toString())
    }),
  )
})
