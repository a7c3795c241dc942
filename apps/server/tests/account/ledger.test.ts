/** What the accounts are promised, held by the ledger and by the memory that stands for it in other tests. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { listEvents, openLedger } from '@foreseen/ledger'
import { ledgerAccounts } from '../../src/account/ledger.ts'
import type { AccountStore } from '../../src/account/port.ts'
import { memoryAccounts } from './memory.ts'

const root = mkdtempSync(join(tmpdir(), 'foreseen-accounts-'))
let nowMs = 1_800_000_000_000
const clock = () => nowMs
const ledger = await openLedger({
  address: join(root, 'ledger.db'),
  clock,
  random: size => randomBytes(size),
})
const organisation = await ledger.accounts.createOrganisation('system', 'Foreseen')
after(async () => {
  await ledger.close()
  rmSync(root, { recursive: true, force: true })
})

const memory = memoryAccounts(clock)
const stores: readonly (readonly [string, AccountStore, () => Promise<readonly string[]>])[] = [
  ['memory', memory, async () => memory.events.map(({ kind }) => kind)],
  [
    'ledger',
    ledgerAccounts(ledger, organisation),
    async () => (await listEvents(ledger.read, { organisation, limit: 500 })).items.map(({ kind }) => kind),
  ],
]
const hash = () => randomBytes(32).toString('hex')
const isCode = (code: string) => (error: unknown) => Object(error).code === code

for (const [name, store, kinds] of stores) {
  test(`${name}: people are found by id and address, and addresses are taken once`, async () => {
    const given = { email: 'a@example.test', name: 'A', role: 'editor', passwordHash: undefined }
    const person = await store.addPerson('system', given)
    assert.deepEqual((await store.person(person.id))?.email, 'a@example.test')
    assert.equal((await store.personByEmail('a@example.test'))?.id, person.id)
    assert.equal(await store.person(`per_${'0'.repeat(26)}`), undefined)
    await assert.rejects(store.addPerson('system', given), isCode('ledger-conflict'))
    await store.setRole('system', person.id, 'viewer')
    await store.setPassword('system', person.id, '$argon2id$')
    assert.equal((await store.person(person.id))?.role, 'viewer')
    assert.equal((await store.person(person.id))?.passwordHash, '$argon2id$')
  })

  test(`${name}: a session ends by hand, by time and with its person`, async () => {
    const email = 'b@example.test'
    const person = await store.addPerson('system', {
      email,
      name: 'B',
      role: 'viewer',
      passwordHash: undefined,
    })
    const begin = async () => {
      const tokenHash = hash()
      const more = { agent: 'test', address: '192.0.2.1', expiresMs: nowMs + 1000 }
      return { tokenHash, id: await store.startSession('system', { person: person.id, tokenHash, ...more }) }
    }
    const [first, second, third] = [await begin(), await begin(), await begin()]
    assert.equal((await store.session(first.tokenHash, nowMs))?.person.id, person.id)
    assert.equal(await store.session(hash(), nowMs), undefined)
    assert.equal((await store.sessionsOf(person.id)).length, 3)
    await store.endSession('system', first.id)
    assert.equal(await store.session(first.tokenHash, nowMs), undefined)
    assert.equal(await store.session(second.tokenHash, nowMs + 1000), undefined)
    nowMs += 5
    await store.touchSession(third.id)
    assert.equal((await store.session(third.tokenHash, nowMs))?.session.seenMs, nowMs)
    await store.endPerson('system', person.id)
    assert.equal(await store.session(third.tokenHash, nowMs), undefined)
  })

  test(`${name}: tokens are listed until they are revoked; links are no tokens`, async () => {
    const email = 'c@example.test'
    const person = await store.addPerson('system', {
      email,
      name: 'C',
      role: 'editor',
      passwordHash: undefined,
    })
    const tokenHash = hash()
    const given = { person: person.id, name: 'ci', prefix: 'fsn_abc', scopes: ['push'], expiresMs: undefined }
    const id = await store.addToken('system', { ...given, tokenHash })
    const link = hash()
    await store.addLink('system', { person: person.id, hash: link, expiresMs: nowMs + 1000 })
    assert.deepEqual((await store.token(tokenHash, nowMs))?.scopes, ['push'])
    assert.equal(await store.token(link, nowMs), undefined)
    assert.equal(await store.link(tokenHash, nowMs), undefined)
    assert.deepEqual(
      (await store.tokensOf(person.id)).map(token => token.id),
      [id],
    )
    await store.endToken('system', id)
    assert.equal(await store.token(tokenHash, nowMs), undefined)
    assert.deepEqual(await store.tokensOf(person.id), [])
  })

  test(`${name}: a link is used by exactly one, ends, and gives way to the next`, async () => {
    const [first, second] = [hash(), hash()]
    await store.addLink('system', { person: undefined, hash: first, expiresMs: nowMs + 1000 })
    await store.addLink('system', { person: undefined, hash: second, expiresMs: nowMs + 1000 })
    assert.equal(await store.link(first, nowMs), undefined)
    assert.equal(await store.link(second, nowMs + 1000), undefined)
    const link = await store.link(second, nowMs)
    assert.equal(link?.person, undefined)
    const used = await Promise.all([1, 2, 3].map(() => store.useLink('system', link?.id ?? '')))
    assert.deepEqual(used.sort(), [false, false, true])
    assert.equal(await store.link(second, nowMs), undefined)
  })

  test(`${name}: every change is an event`, async () => {
    await store.note('system', 'session.refused', 'per_x', { address: '192.0.2.1' })
    const found = await kinds()
    for (const kind of [
      'person.added',
      'person.role-set',
      'person.password-set',
      'person.ended',
      'session.started',
      'session.ended',
      'session.refused',
      'token.created',
      'token.revoked',
      'link.used',
    ])
      assert.ok(found.includes(kind), kind)
  })
}
