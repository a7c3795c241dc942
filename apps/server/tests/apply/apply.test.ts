/** What a file wants: planned first, brought about whole or not at all, and the same again changes nothing. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Applied, applySchema } from '@foreseen/facts'
import fc from 'fast-check'
import { openWorkplace } from '../workplace.ts'

const place = await openWorkplace()
after(() => place.close())
const { call } = place
const owner = await place.owner()
const apply = async (body: object, dry = false): Promise<Applied> => {
  const answer = await call('POST', `/api/v1/plans/apply?dry=${dry}`, {
    body: { schema: applySchema, ...body },
    as: owner,
  })
  assert.equal(answer.status, 200, answer.text)
  return JSON.parse(answer.text)
}
const refused = async (body: object, told: RegExp) => {
  const answer = await call('POST', '/api/v1/plans/apply', {
    body: { schema: applySchema, ...body },
    as: owner,
  })
  assert.equal(answer.at('code'), 'server-invalid', answer.text)
  assert.match(answer.text, told)
}
const events = async (): Promise<number> => {
  const answer = await call('GET', '/api/v1/events?limit=500', { as: owner })
  const items = answer.at('items')
  return Array.isArray(items) ? items.length : -1
}
const words = ({ lines }: Applied) =>
  lines.map(
    ({ verb, what, name, changes }) => `${verb} ${what} ${name}${changes.map(one => ` [${one}]`).join('')}`,
  )

const file = {
  products: [
    {
      name: 'joost',
      releases: [
        {
          version: '0.9.1',
          support: 'ending',
          supportedUntil: '2027-01-31',
          installs: [{ at: '2026-11-01', count: 5 }],
          updateHosts: ['u.example.test'],
          endpoints: ['api.example.test'],
        },
      ],
    },
  ],
  endpoints: [{ name: 'mail.example.test:25', plan: { renews: 'Ops', keyPolicy: 'new-key', leadDays: 30 } }],
  rehearsals: [
    {
      name: 'nightly',
      hosts: ['api.example.test'],
      clients: [{ name: 'joost', release: { product: 'joost', version: '0.9.1' } }],
      endpoint: 'api.example.test',
    },
  ],
}

test('the plan says what will be done, and does nothing; then it is done, and once', async () => {
  const before = await events()
  const planned = await apply(file, true)
  assert.deepEqual(words(planned), [
    'create endpoint mail.example.test:25',
    'create renewal-plan mail.example.test:25',
    'create product joost',
    'create release joost 0.9.1',
    'create installs joost 0.9.1 on 2026-11-01: 5',
    'create rehearsal-plan nightly',
  ])
  assert.equal(planned.done, false)
  assert.equal(await events(), before, 'nothing was done')
  const done = await apply(file)
  assert.deepEqual([done.lines, done.done], [planned.lines, true])
  const after = await events()
  const again = await apply(file)
  assert.ok(
    again.lines.every(({ verb }) => verb === 'keep'),
    words(again).join('\n'),
  )
  assert.equal(await events(), after, 'nothing is done twice')
  assert.deepEqual((await apply(file, true)).lines, again.lines)
})

test('what changes is said field by field, and what ends ends', async () => {
  await apply(file)
  const changed = {
    products: [
      {
        name: 'joost',
        releases: [
          {
            version: '0.9.1',
            support: 'ended',
            supportedUntil: null,
            installs: [{ at: '2026-11-01', count: 6 }],
          },
        ],
      },
    ],
    endpoints: [
      {
        name: 'mail.example.test:25',
        plan: { renews: 'Ops', keyPolicy: 'same-key', renewalDay: '2027-03-01' },
      },
    ],
  }
  assert.deepEqual(words(await apply(changed)), [
    'keep endpoint mail.example.test:25',
    'change renewal-plan mail.example.test:25 [keyPolicy: new-key -> same-key] [leadDays: 30 -> none] [renewalDay: none -> 2027-03-01]',
    'keep product joost',
    'change release joost 0.9.1 [support: ending -> ended] [supportedUntil: 2027-01-31 -> none]',
    'change installs joost 0.9.1 on 2026-11-01: 6 [count: 5 -> 6]',
  ])
  const ending = {
    endpoints: [
      { name: 'mail.example.test:25', ended: true },
      { name: 'never.example.test', ended: true },
    ],
    rehearsals: [{ name: 'nightly', ended: true }],
  }
  assert.deepEqual(words(await apply(ending)), [
    'end endpoint mail.example.test:25',
    'keep endpoint never.example.test:443',
    'end rehearsal-plan nightly',
  ])
  assert.ok((await apply(ending)).lines.every(({ verb }) => verb === 'keep'))
})

test('a file with something wrong in it changes nothing at all', async () => {
  const before = await events()
  const good = { products: [{ name: 'never', releases: [{ version: '1' }] }] }
  const client = { name: 'c', release: { product: 'none', version: '1' } }
  await refused(
    { ...good, rehearsals: [{ name: 'r', hosts: ['a.test'], clients: [client] }] },
    /rehearsals\/0\/clients\/0/,
  )
  await refused({ ...good, endpoints: [{ name: 'http://x.test' }] }, /body\/endpoints\/0\/name/)
  await refused(
    { ...good, endpoints: [{ name: 'a.test', ended: true, plan: null }] },
    /has ended has no plan/,
  )
  await refused(
    { products: [{ name: 'never', releases: [{ version: '1', supportedUntil: '2026-02-30' }] }] },
    /supportedUntil/,
  )
  await refused({ products: [{ name: 'never', relases: [] }] }, /Did you mean releases/)
  await refused({ schema: 'foreseen.apply/2' }, /schema/)
  await refused({ endpoints: [{ name: 'a.test', plan: { keyPolicy: 'no' } }] }, /endpoints\/0/)
  assert.equal(await events(), before)
  const products = await call('GET', '/api/v1/products?limit=500', { as: owner })
  assert.ok(!products.text.includes('never'))
})

test('any file that is taken is brought about by applying it once', async () => {
  const day = fc.constantFrom('2027-01-01', '2027-02-02', null)
  const release = fc.record(
    {
      version: fc.constantFrom('1', '2', '3'),
      support: fc.constantFrom('supported', 'ending', 'ended'),
      supportedUntil: day,
      updateHosts: fc.uniqueArray(fc.constantFrom('u.test', 'v.test')),
      endpoints: fc.uniqueArray(fc.constantFrom('a.test', 'b.test:8443')),
      installs: fc.uniqueArray(
        fc.record({ at: fc.constantFrom('2026-01-01', '2026-01-02'), count: fc.nat(9) }),
        {
          selector: ({ at }) => at,
        },
      ),
    },
    { requiredKeys: ['version'] },
  )
  const releases = fc.uniqueArray(release, { selector: ({ version }) => version, maxLength: 3 })
  const endpoints = fc.uniqueArray(
    fc.record({ name: fc.constantFrom('p.test', 'q.test:25'), ended: fc.boolean() }),
    { selector: ({ name }) => name },
  )
  await fc.assert(
    fc.asyncProperty(releases, endpoints, async (releases, endpoints) => {
      const body = { products: [{ name: 'any', releases }], endpoints }
      const planned = await apply(body, true)
      assert.deepEqual((await apply(body)).lines, planned.lines)
      const again = await apply(body)
      assert.ok(
        again.lines.every(({ verb }) => verb === 'keep'),
        words(again).join('\n'),
      )
    }),
    { numRuns: 25 },
  )
})
