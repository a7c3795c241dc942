/** What the accounts are promised, held by the ledger and by the memory that stands for it in other tests. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type Ledger, listEvents, openLedger } from '@foreseen/ledger'
import { onBothEngines } from '../../../../packages/ledger/tests/engines.ts'
import { ledgerAccounts } from '../../src/account/ledger.ts'
import type { AccountStore } from '../../src/account/port.ts'
import { memoryAccounts } from './memory.ts'

let nowMs = 1_800_000_000_000
const clock = () => nowMs

interface Kept {
  readonly store: AccountStore
  /** Kinds of all events so far. */
  readonly kinds: () => Promise<readonly string[]>
}

const hash = () => randomBytes(32).toString('hex')
const isCode = (code: string) => (error: unknown) => Object(error).code === code

function promises(name: string, kept: () => Kept): void {
  test(`${name}: people are found by id and address, and addresses are taken once`, async () => {
    const { store } = kept()
    const given = { email: 'a@example.test', name: 'A', role: 'editor', passwordHash: undefined }
    const person = await store.addPerson('system', given)
    assert.deepEqual((await store.person(person.id))?.email, 'a@example.test')
    assert.equal((await store.personByEmail('a@example.test'))?.id, person.id)
    assert.equal(await store.person(`per_${'0'.repeat(26)}`), undefined)
    await assert.rejects(store.addPerson('system', given), isCode('ledger-conflict'))
    await store.changePerson('system', person.id, () => ({ role: 'viewer', passwordHash: '$argon2id$' }))
    assert.equal((await store.person(person.id))?.role, 'viewer')
    assert.equal((await store.person(person.id))?.passwordHash, '$argon2id$')
  })

  test(`${name}: a session ends by hand, by time and with its person`, async () => {
    const { store } = kept()
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
    await store.changePerson('system', person.id, () => ({ ended: true }))
    assert.equal(await store.session(third.tokenHash, nowMs), undefined)
  })

  test(`${name}: tokens are listed until they are revoked; links are no tokens`, async () => {
    const { store } = kept()
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
    const { store } = kept()
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
    const { store } = kept()
    await store.note('system', 'session.refused', 'per_x', { address: '192.0.2.1' })
    const found = await kept().kinds()
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

const memory = memoryAccounts(clock)
promises('memory', () => ({ store: memory, kinds: async () => memory.events.map(({ kind }) => kind) }))

onBothEngines('accounts', fresh => {
  let kept: Kept | undefined
  let ledger: Ledger | undefined
  before(async () => {
    const opened = await openLedger({
      address: await fresh.address(),
      clock,
      random: size => randomBytes(size),
    })
    ledger = opened
    const organisation = await opened.accounts.createOrganisation('system', 'Foreseen')
    const kinds = async () =>
      (await listEvents(opened.read, { organisation, limit: 500 })).items.map(({ kind }) => kind)
    kept = { store: ledgerAccounts(opened, organisation), kinds }
  })
  after(() => ledger?.close())
  promises(fresh.name, () => {
    assert.ok(kept)
    return kept
  })
})
