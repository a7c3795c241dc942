import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { answerQuery, parseQuery } from '../../../src/sandbox/stage/dns-message.ts'
import { query } from './dns-query.ts'

const answered = (message: Buffer): Buffer => {
  const question = parseQuery(message)
  assert.ok(question)
  return answerQuery(question, '127.1.2.3')
}

test('an address is the answer to A, for any name', () => {
  const answer = answered(query('Api.Joost.test'))
  assert.equal(parseQuery(query('Api.Joost.test'))?.name, 'api.joost.test')
  assert.equal(answer.readUInt16BE(0), 0x1234)
  assert.equal(answer.readUInt16BE(2), 0x8580)
  assert.deepEqual([...answer.subarray(4, 12)], [0, 1, 0, 1, 0, 0, 0, 0])
  assert.deepEqual([...answer.subarray(-6)], [0, 4, 127, 1, 2, 3])
})

test('other types get no record and no error', () => {
  for (const type of [2, 12, 15, 16, 28, 33, 65]) {
    const answer = answered(query('api.joost.test', { type }))
    assert.equal(answer.readUInt16BE(2) & 15, 0)
    assert.equal(answer.readUInt16BE(6), 0, `type ${type}`)
  }
})

test('a query with an OPT record gets one back', () => {
  const answer = answered(query('api.joost.test', { edns: true }))
  assert.equal(answer.readUInt16BE(10), 1)
  assert.deepEqual([...answer.subarray(-11, -6)], [0, 0, 41, 4, 0xd0])
})

test('responses, other operations and unsound names are not answered', () => {
  assert.equal(parseQuery(query('a.test', { flags: 0x8100 })), undefined)
  assert.equal(parseQuery(query('a.test', { flags: 0x2800 })), undefined)
  assert.equal(parseQuery(query('a.test').subarray(0, 18)), undefined)
  const pointed = query('a.test')
  pointed[12] = 0xc0
  assert.equal(parseQuery(pointed), undefined)
  assert.equal(parseQuery(query(new Array(6).fill('x'.repeat(60)).join('.'))), undefined)
})

test('no bytes make it throw, and the answer repeats the question', () => {
  const shaped = fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(1))
    .map(([bytes, extra]) => Buffer.from([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, extra, ...bytes]))
  fc.assert(
    fc.property(
      fc.oneof(
        shaped,
        fc.uint8Array({ maxLength: 100 }).map(bytes => Buffer.from(bytes)),
      ),
      message => {
        const question = parseQuery(message)
        if (question === undefined) return
        assert.match(question.name, /^[\x21-\x7e]{0,255}$/)
        const answer = answerQuery(question, '127.1.2.3')
        assert.ok(answer.includes(question.raw) && answer.length <= question.raw.length + 12 + 16 + 11)
      },
    ),
    { numRuns: 2000 },
  )
})
