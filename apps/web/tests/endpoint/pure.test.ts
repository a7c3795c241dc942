import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ShownInterval } from '@foreseen/facts'
import fc from 'fast-check'
import { parsePasted } from '../../src/endpoint/paste.ts'
import { parseRenewal, rawRenewal, renewalSentence } from '../../src/endpoint/renewal.ts'
import { stretchesOf, ticksOf } from '../../src/endpoint/stretches.ts'

test('pasted endpoints are read by line; comments and repetitions are passed over', () => {
  const pasted = parsePasted(
    '# ours\nwww.joost.test\r\nhttps://www.joost.test/ # again\nmail.joost.test:25\n\nbad host\n',
  )
  assert.deepEqual(pasted.endpoints, [
    { line: 2, name: 'www.joost.test:443', starttls: 'none' },
    { line: 4, name: 'mail.joost.test:25', starttls: 'smtp' },
  ])
  assert.equal(pasted.troubles.length, 1)
  assert.equal(pasted.troubles[0]?.line, 6)
  assert.equal(parsePasted('a\n'.repeat(20_001)).troubles.length, 1)
})

const interval = (
  id: number,
  address: string,
  chain: string | null,
  first: string,
  last: string,
): ShownInterval => ({
  id,
  address,
  sni: 'www.joost.test',
  keyType: 'ecdsa',
  source: 'server',
  state: chain === null ? 'failed' : 'served',
  chain,
  code: chain === null ? 'tls-timeout' : '',
  detail: '',
  protocol: 'TLSv1.3',
  first: `${first}T00:00:00Z`,
  last: `${last}T00:00:00Z`,
})

test('intervals become bars by address, and the newest chain is A', () => {
  const drawn = stretchesOf(
    [
      interval(1, '192.0.2.1', 'old', '2026-11-01', '2026-11-06'),
      interval(2, '192.0.2.1', 'new', '2026-11-06', '2026-11-11'),
      interval(3, '192.0.2.2', null, '2026-11-01', '2026-11-01'),
    ],
    'www.joost.test',
    Date.parse('2026-11-11T00:00:00Z'),
  )
  assert.deepEqual(
    drawn.rows.map(({ title, stretches }) => [
      title,
      ...stretches.map(({ letter, begin, length }) => [letter, begin, length]),
    ]),
    [
      ['192.0.2.1, ECDSA', ['B', 0, 0.5], ['A', 0.5, 0.5]],
      ['192.0.2.2, ECDSA', ['', 0, 0]],
    ],
  )
  assert.deepEqual(
    [...drawn.chains],
    [
      ['A', 'new'],
      ['B', 'old'],
    ],
  )
})

test('ticks stand inside the span and are never more than fit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2e12 }), fc.integer({ min: 1, max: 4e11 }), (from, span) => {
      const ticks = ticksOf(from, from + span, 8)
      assert.ok(ticks.length <= 9)
      for (const { at } of ticks) assert.ok(at >= 0 && at <= 1)
    }),
  )
})

test('a renewal plan survives the form, and a wrong field is named', () => {
  const plan = {
    renews: 'certbot',
    keyPolicy: 'new-key',
    leadDays: 30,
    renewalDay: null,
    thirdParty: true,
    nextIssuer: '',
    window: '',
  } as const
  assert.deepEqual(parseRenewal(rawRenewal(plan)), { ok: true, plan })
  const wrong = parseRenewal({ ...rawRenewal(null), leadDays: '-3' })
  assert.equal(wrong.ok ? '' : wrong.field, 'leadDays')
  const day = parseRenewal({ ...rawRenewal(null), renewalDay: '2026-13-40' })
  assert.equal(day.ok ? '' : day.field, 'renewalDay')
  assert.match(
    renewalSentence(plan),
    /^certbot renews it 30 days before its end; the key changes\. It is run by somebody else/,
  )
})
