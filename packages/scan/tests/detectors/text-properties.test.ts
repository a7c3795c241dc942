/** What holds for every detector of text: exactness, no invention, linear work. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { certificateLength } from '@foreseen/x509'
import fc from 'fast-check'
import { spansInside } from '../detecting.ts'
import { search, textDetectors } from './searching.ts'
import { layerShapes, shapes } from './shapes.ts'
import { toyCertificate } from './toy-certificate.ts'

const octetsOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))
const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

const word = fc.constantFrom(
  'MII',
  '"',
  "'",
  '-----BEGIN',
  '-----',
  '\\n',
  '+',
  '308',
  '0x30, ',
  '48, 130',
  'LS0t',
  '\n',
  ' ',
  '{',
  'x5c',
  '/*',
  '//',
  '=',
)
const noise = fc
  .array(fc.oneof(word, fc.string({ maxLength: 12 })), { maxLength: 12 })
  .map(parts => parts.join(''))

test('a certificate in any shape, with anything around it, is found exactly and alone', () => {
  // A mark at the start, or nothing before it, is what tells big endian.
  const movable = [...shapes, ...layerShapes].filter(
    ({ encoding, id }) => encoding !== 'pem-utf16be' && !id.endsWith('-mark-crlf'),
  )
  const sample = fc.record({
    der: toyCertificate,
    shape: fc.constantFrom(...movable),
    before: noise,
    after: noise,
  })
  fc.assert(
    fc.property(sample, ({ der, shape, before, after }) => {
      const { text, start } = shape.render(der)
      const lead = octetsOf(`${before}\n`)
      const found = search(joined(lead, text, octetsOf(`\n${after}`))).filter(
        ({ type }) => type === 'certificate',
      )
      assert.equal(found.length, 1)
      const [caught] = found
      assert.equal(caught?.type === 'certificate' && Buffer.compare(caught.der, der), 0)
      if (!shape.encoding.includes('>')) assert.equal(caught?.start, lead.length + start)
      // Base64 goes on over line ends, so a sign of base64url in what follows may name the alphabet.
      const plain = (chain = ''): string =>
        /[-_]/.test(after) ? chain.replaceAll('base64url', 'base64') : chain
      assert.equal(plain(caught?.chain), plain(shape.encoding))
    }),
    { numRuns: 300 },
  )
})

test('damaged text: nothing thrown, nothing invented, spans inside', () => {
  const damage = fc.array(fc.record({ at: fc.nat(), put: fc.nat(255), kind: fc.nat(3) }), {
    minLength: 1,
    maxLength: 6,
  })
  const sample = fc.record({ der: toyCertificate, shape: fc.constantFrom(...shapes, ...layerShapes), damage })
  fc.assert(
    fc.property(sample, ({ der, shape, damage }) => {
      const octets = [...shape.render(der).text]
      for (const { at, put, kind } of damage) {
        const place = at % octets.length
        if (kind === 0) octets.splice(place, 1)
        else if (kind === 1) octets.splice(place, 0, put)
        else if (kind === 2) octets[place] = put
        else octets.splice(place, put)
        if (octets.length === 0) octets.push(put)
      }
      const text = Uint8Array.from(octets)
      const found = search(text)
      assert.ok(
        spansInside(
          found.filter(({ chain }) => !chain.includes('>')),
          text,
        ),
      )
      for (const caught of found) {
        if (caught.type === 'certificate') assert.equal(certificateLength(caught.der, 0), caught.der.length)
      }
    }),
    { numRuns: 300 },
  )
})

/** A view that counts how often an octet is read. */
function counted(bytes: Uint8Array, count: { reads: number }): Uint8Array {
  return new Proxy(bytes, {
    get(target, key) {
      if (typeof key === 'string' && key >= '0' && key < ':') {
        count.reads++
        return target[Number(key)]
      }
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

function readsOf(bytes: Uint8Array): number {
  const count = { reads: 0 }
  search(bytes, '', 0, view => counted(view, count))
  return count.reads
}

const hostile: readonly string[] = [
  '-----BEGIN CERTIFICATE-----',
  '-----BEGIN CERTIFICATE-----\nMIIBPDCCASagAwIBAgIE\n',
  '-----BEGIN CERTIFICATE-----"',
  '-----BEGIN CERTIFICATE-----\\n\\n\\n\\n\\n\\n',
  '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA',
  '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n',
  'MIIBPDCCASagAwIBAgIE',
  '"MIIBPDCCASagAwIBAgIE" + ',
  '"MIIBPDCCASagAwIBAgIE',
  'MIIBPDCCASagAwIBAgIE\n                ',
  '"x5c":["MIIBPDCCASagAwIBAgIE",',
  'LS0tLS1CRUdJTi',
  'LS0tLS1CRUdJTi\n',
  'TUlJQ0',
  'CCADabwggMII',
  '3082013c30820126a003',
  '30:82:01:3c:30:82:01:26:a0:03:',
  '0x30, 0x82, 0x01, 0x3c, 0x30, 0x82, 0x01, 0x26, 0xa0, ',
  '48, 130, 1, 60, 48, 130, 1, 38, 160, ',
  '48,-126,1,60,48,-126,1,38,-96,',
  '\\x30\\x82\\x01\\x3c\\x30\\x82\\x01\\x26\\xa0',
  '\\060\\202\\001\\074\\060\\202\\001\\046\\240',
  '%2D-----BEGIN%20CERTIFICATE-----%0A',
  '&amp;amp;amp;-----BEGIN A-----&amp;amp;',
  '\\\\\\\\\\\\\\\\\\\\-----BEGIN A-----\\\\\\\\\\\\',
]

test('twice the input is at most twice the work, whatever repeats in it', () => {
  for (const unit of hostile) {
    // The outer length of these is 320 octets: what one hit may cost is far less than the text is long.
    for (const text of [unit, Buffer.from(unit, 'utf16le').toString('latin1')]) {
      const size = 3000
      const small = readsOf(octetsOf(text.repeat(Math.ceil(size / text.length))))
      const large = readsOf(octetsOf(text.repeat(Math.ceil((2 * size) / text.length))))
      assert.ok(large <= 2.6 * small + 40_000, `${unit}: ${small} and ${large} reads`)
    }
  }
})

const near = '0123456789abcdef'.repeat(40)
const decoys: readonly string[] = [
  `308203a430820${near}`,
  `308203a43082028ca003020102021${near}`,
  '30:82:03:a4:30:82:02:8c:a0:03:02:01:02:02:10:4f:11 and then words',
  'Modulus:\n    00:b4:30:82:01:0a:30:82:01:00:a0:e9:cb:22\n    30:82:0a',
  'static const uint8_t table[] = {0x30, 0x82, 0x01, 0x0a, 0x30, 0x81, 0x02, 0xa0};',
  'colours = [48, 130, 1, 60, 48, 130, 1, 38, 160, 3, 2, 1, 2]',
  'int[] deltas = {48, -126, 1, 60, 48, -126, 1, 38, -96, 3};',
  'x = "\\x30\\x82\\x01\\x3c\\x30\\x82\\x01\\x26\\xa0"',
  'y = b"0\\x82\\x01<0\\x82\\x01&\\xa0"',
  '\\060\\202\\001\\074\\060\\202\\001\\046\\240\nEND',
  `MIICMIICMIICMIIC${'MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0B'.repeat(3)}`,
  `"integrity": "sha512-MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJRTESMBAGA1UEChMJQmFsdA=="`,
  `const PREFIX = 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A'`,
  'TUlJQ0 and k1JSU and NSUlC are parts of words',
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4',
]

test('what only looks like DER is nothing', () => {
  for (const text of decoys) assert.deepEqual(search(octetsOf(text)), [], text)
})

test('every detector says what it finds and ignores', () => {
  for (const { id, finds, ignores, catalogue, needles } of textDetectors) {
    assert.ok(finds.length > 20 && ignores.length > 20 && catalogue.length > 0 && needles.length > 0, id)
  }
})
