import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Refusal } from '../../src/http/refusal.ts'
import { fromText } from '../../src/http/validation.ts'
import { readCursor, writeCursor } from '../../src/listing/cursor.ts'
import { demandMatch, etagOf, isUnmodified } from '../../src/listing/etag.ts'
import { parseSort, sortQuery } from '../../src/listing/sort.ts'

const isCode = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code
const home = { list: 'people', filters: { role: 'viewer', name: 'a' } }
const position = Type.Tuple([Type.String(), Type.Integer()])

test('a cursor leads back to its place, whatever order its filters are named in', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), (text, number) => {
      const cursor = writeCursor(home, [text, number])
      assert.match(cursor, /^[\w-]+$/)
      const same = { list: 'people', filters: { name: 'a', role: 'viewer' } }
      assert.deepEqual(readCursor(same, position, cursor), [text, number])
    }),
  )
})

test('a cursor of another list, other filters, another form, or none at all is refused', () => {
  const cursor = writeCursor(home, ['a', 1])
  const refuses = (read: () => unknown) => assert.throws(read, isCode('server-bad-cursor'))
  refuses(() => readCursor({ ...home, list: 'tokens' }, position, cursor))
  refuses(() => readCursor({ ...home, filters: {} }, position, cursor))
  refuses(() => readCursor(home, Type.String(), cursor))
  fc.assert(
    fc.property(fc.string({ maxLength: 3000 }), text => refuses(() => readCursor(home, position, text))),
  )
})

test('an order is known fields, each once', () => {
  const fields = ['name', 'created'] as const
  const usual = [{ field: 'name', direction: 'asc' }] as const
  assert.deepEqual(parseSort(undefined, fields, usual), usual)
  assert.deepEqual(parseSort('-created, name', fields, usual), [
    { field: 'created', direction: 'desc' },
    { field: 'name', direction: 'asc' },
  ])
  const partOf = (text: string): string => {
    try {
      parseSort(text, fields, usual)
    } catch (error) {
      if (error instanceof Refusal) return error.parts[0]?.detail ?? ''
    }
    return ''
  }
  assert.match(JSON.stringify(sortQuery(fields)), /name, created/)
  assert.match(partOf('nmae'), /Did you mean name\?/)
  assert.match(partOf('name,-name'), /different fields/)
  assert.match(partOf(''), /one of: name, created/)
})

const asking = (headers: Record<string, string>) => ({ headers }) as FastifyRequest

test('tags compare weakly for reading and strongly for writing', () => {
  const tag = etagOf({ a: 1 })
  assert.match(tag, /^"[\w-]{27}"$/)
  assert.notEqual(tag, etagOf({ a: 2 }))
  for (const header of [tag, `W/${tag}`, `"x", ${tag}`, '*'])
    assert.ok(isUnmodified(asking({ 'if-none-match': header }), tag), header)
  for (const header of ['"x"', tag.slice(1), '', 'x'.repeat(5000)])
    assert.ok(!isUnmodified(asking({ 'if-none-match': header }), tag), header)
  demandMatch(asking({ 'if-match': tag }), tag)
  demandMatch(asking({ 'if-match': '*' }), tag)
  for (const header of [`W/${tag}`, '"x"', ''])
    assert.throws(() => demandMatch(asking({ 'if-match': header }), tag), isCode('server-changed'))
  assert.throws(() => demandMatch(asking({}), tag), isCode('server-match-missing'))
})

test('texts of a query become what the schema has, and only when they are written so', () => {
  const schema = Type.Object({
    n: Type.Integer(),
    b: Type.Boolean(),
    s: Type.String(),
    a: Type.Array(Type.String()),
  })
  const sent = { n: '12', b: 'true', s: '12', a: 'x', other: '1' }
  assert.deepEqual(fromText(schema, sent), { n: 12, b: true, s: '12', a: ['x'], other: '1' })
  for (const n of ['', ' 1', '1e3', '0x10', '1.5', '9'.repeat(20), 'NaN'])
    assert.deepEqual(fromText(schema, { n }), { n }, n)
})
