import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeOid, encodeOid, readChildren, readElement, readOctetString } from '@foreseen/x509'
import fc from 'fast-check'

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))

test('headers: short, long, wide tags', () => {
  const table: readonly [string, Partial<ReturnType<typeof readElement>>][] = [
    ['02 01 05', { tag: 2, tagClass: 0, constructed: false, contentStart: 2, contentEnd: 3, end: 3 }],
    ['30 81 01 00', { tag: 16, constructed: true, contentStart: 3, end: 4 }],
    ['a3 00', { tag: 3, tagClass: 2, constructed: true, end: 2 }],
    ['5f 81 01 00', { tag: 129, tagClass: 1, contentStart: 4, end: 4 }],
  ]
  for (const [text, expected] of table) {
    const element = readElement(bytes(text), 0)
    for (const [key, value] of Object.entries(expected ?? {}))
      assert.equal(element?.[key as keyof typeof element], value, `${text} ${key}`)
  }
})

test('what does not fit is no element', () => {
  for (const text of [
    '',
    '30',
    '30 02 00',
    '30 80 00 00',
    '30 85 00 00 00 00 00',
    '1f ff ff ff ff 00',
    '30 82 01',
  ]) {
    assert.equal(readElement(bytes(text), 0), undefined, text)
  }
  assert.equal(readElement(bytes('02 01 05'), 0, 2), undefined)
  assert.equal(readElement(bytes('02 01 05'), -1), undefined)
})

test('indefinite lengths nest, and end at their own end-of-contents', () => {
  const ber = bytes('30 80 24 80 04 02 00 00 00 00 02 01 07 00 00 ff')
  const element = readElement(ber, 0, ber.length, { indefinite: true })
  assert.equal(element?.contentEnd, 13)
  assert.equal(element?.end, 15)
  assert.equal(element && readChildren(ber, element, 9, { indefinite: true })?.length, 2)
  assert.equal(readElement(ber, 0), undefined)
})

test('indefinite lengths that nest too deep or never end are refused at once', () => {
  const deep = bytes('3080'.repeat(10_000) + '0000'.repeat(10_000))
  assert.equal(readElement(deep, 0, deep.length, { indefinite: true }), undefined)
  assert.equal(readElement(bytes('3080 0500 0500'), 0, 6, { indefinite: true }), undefined)
})

test('an octet string in pieces is joined', () => {
  assert.deepEqual(readOctetString(bytes('24 80 04 02 01 02 24 04 04 02 03 04 00 00'), 0), bytes('01020304'))
  assert.deepEqual(readOctetString(bytes('04 02 01 02'), 0), bytes('0102'))
  assert.equal(readOctetString(bytes('24 03 02 01 02'), 0), undefined)
})

test('object identifiers read and write alike', () => {
  for (const dotted of [
    '1.2.840.113549.1.1.11',
    '2.5.29.17',
    '2.999.3',
    '0.9.2342.19200300.100.1.25',
    '1.3.6.1.4.1.2147483647',
  ]) {
    assert.equal(decodeOid(encodeOid(dotted)), dotted)
  }
  assert.equal(decodeOid(bytes('2a 80')), '')
  assert.equal(decodeOid(new Uint8Array(200).fill(1)), '')
})

test('large arcs keep all their digits', () => {
  // 2.25.<128-bit UUID> of X.667, all bits set.
  assert.equal(
    decodeOid(bytes('69 83 ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff 7f')),
    '2.25.340282366920938463463374607431768211455',
  )
})

test('any bytes: an element lies inside its input', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(80), (input, at) => {
      const element = readElement(input, at, input.length, { indefinite: true })
      if (element === undefined) return
      assert.ok(
        element.start === at &&
          element.contentStart > at &&
          element.contentEnd <= element.end &&
          element.end <= input.length,
      )
    }),
  )
})
