/** What changes of people is decided on what is there; passkeys, accounts at providers, challenges. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DecidePerson, LedgerFailure, listEvents, openLedger, type Person } from '@foreseen/ledger'
import { onBothEngines, seededRandom } from '../engines.ts'
import { organisationIn } from '../sample.ts'

const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof LedgerFailure && error.code === code

/** An owner becomes a viewer unless nobody else is an owner. */
const demoted: DecidePerson = (person, people) => {
  if (!people.some(({ id, role }) => id !== person.id && role === 'owner')) throw new Error('last owner')
  return { role: 'viewer' }
}

onBothEngines('accounts', fresh => {
  test('two ledgers on one database never demote both owners, in twenty tries', async () => {
    const address = await fresh.address()
    const first = await fresh.open(address)
    const second = await fresh.open(address)
    const by = await organisationIn(first)
    const add = (email: string) => first.accounts.addPerson(by, { email, name: email, role: 'owner' })
    const [a, b] = [await add('a@example.com'), await add('b@example.com')]
    for (let i = 0; i < 20; i++) {
      const acts = await Promise.allSettled([
        first.accounts.changePerson(by, a.id, demoted),
        second.accounts.changePerson(by, b.id, demoted),
      ])
      assert.deepEqual(acts.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
      for (const { id } of [a, b]) await first.accounts.changePerson(by, id, () => ({ role: 'owner' }))
    }
  })

  test('what is changed is one act with its events; what is refused leaves nothing', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { accounts } = ledger
    const person = await accounts.addPerson(by, { email: 'a@example.com', name: 'A', role: 'editor' })
    await accounts.addPerson(by, { email: 'b@example.com', name: 'B', role: 'viewer' })
    const changed = await accounts.changePerson(by, person.id, () => ({
      email: ' Ada@Example.com',
      name: 'Ada',
      passwordHash: 'hash-of-it',
    }))
    assert.deepEqual([changed.email, changed.name, changed.role], ['ada@example.com', 'Ada', 'editor'])
    assert.deepEqual(await accounts.getPerson(person.id), changed)
    const taken = () => ({ email: 'b@example.com', name: 'Other' })
    await assert.rejects(accounts.changePerson(by, person.id, taken), hasCode('ledger-conflict'))
    await assert.rejects(
      accounts.changePerson(by, 'per_none', () => ({})),
      hasCode('ledger-missing'),
    )
    assert.equal((await accounts.getPerson(person.id)).name, 'Ada')
    assert.equal(
      (await accounts.changePerson(by, person.id, () => ({ passwordHash: null }))).passwordHash,
      undefined,
    )
    const { items } = await listEvents(ledger.read, { subject: person.id })
    assert.deepEqual(
      items.map(({ kind }) => kind),
      ['person.password-removed', 'person.password-set', 'person.changed', 'person.added'],
    )
    assert.doesNotMatch(JSON.stringify(items), /hash-of-it/)
  })

  test('a person who leaves: sessions and tokens end, and all sessions but one can be ended', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { accounts } = ledger
    const person = await accounts.addPerson(by, { email: 'a@example.com', name: 'A', role: 'owner' })
    const begin = (tokenHash: string) =>
      accounts.startSession(by, {
        person: person.id,
        tokenHash,
        agent: '',
        address: '',
        expiresMs: Number.MAX_SAFE_INTEGER,
      })
    const kept = await begin('h1')
    await begin('h2')
    await accounts.changePerson(by, person.id, () => ({ sessionsBut: kept }))
    assert.deepEqual(
      (await accounts.listSessions(person.id)).map(({ id }) => id),
      [kept],
    )
    const token = { person: person.id, name: 'ci', prefix: '', tokenHash: 'h3', scopes: ['read'] }
    await accounts.createToken(by, token)
    const left = await accounts.changePerson(by, person.id, () => ({ ended: true }))
    assert.equal(typeof left.endedMs, 'number')
    assert.deepEqual(await accounts.listSessions(person.id), [])
    assert.equal(await accounts.findToken('h3', 1), undefined)
  })

  test('passkeys: kept once, renamed, counted upwards only, removed by their own person', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { accounts } = ledger
    const add = (email: string) => accounts.addPerson(by, { email, name: email, role: 'viewer' })
    const [a, b] = [await add('a@example.com'), await add('b@example.com')]
    const passkey = { id: 'k1', person: a.id, name: 'key', public_key: new Uint8Array([1, 2]), counter: 0 }
    await accounts.addPasskey(by, passkey)
    await assert.rejects(accounts.addPasskey(by, { ...passkey, person: b.id }), hasCode('ledger-conflict'))
    const found = await accounts.findPasskey('k1')
    assert.deepEqual([found?.person.id, found?.person.passkeys], [a.id, 1])
    assert.deepEqual(
      [
        await accounts.usePasskey('k1', 0),
        await accounts.usePasskey('k1', 7),
        await accounts.usePasskey('k1', 7),
        await accounts.usePasskey('k1', 0),
        await accounts.usePasskey('k1', 8),
        await accounts.usePasskey('k2', 8),
      ],
      [true, true, false, false, true, false],
    )
    await accounts.renamePasskey(by, 'k1', 'blue key')
    assert.equal((await accounts.listPasskeys(a.id))[0]?.name, 'blue key')
    const without = () => ({ withoutPasskey: 'k1' })
    await assert.rejects(accounts.changePerson(by, b.id, without), hasCode('ledger-missing'))
    assert.equal((await accounts.changePerson(by, a.id, without)).passkeys, 0)
    assert.equal(await accounts.findPasskey('k1'), undefined)
  })

  test('an account at a provider belongs to one person of an organisation', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { accounts } = ledger
    const identity = { issuer: 'https://id.example', subject: '1' }
    const a = await accounts.addPerson(by, { email: 'a@example.com', name: 'A', role: 'viewer', identity })
    assert.equal(a.identities, 1)
    const find = (subject: string) => accounts.findByIdentity(by.organisation, 'https://id.example', subject)
    assert.deepEqual(await find('1'), a)
    assert.equal(await find('2'), undefined)
    const b: Person = await accounts.addPerson(by, { email: 'b@example.com', name: 'B', role: 'viewer' })
    const link = (subject: string) =>
      accounts.changePerson(by, b.id, () => ({ identity: { ...identity, subject } }))
    await assert.rejects(link('1'), hasCode('ledger-conflict'))
    assert.equal((await link('2')).identities, 1)
    assert.equal((await find('2'))?.id, b.id)
  })

  test('a challenge is taken by exactly one, for its purpose, before its end', async () => {
    const address = await fresh.address()
    let nowMs = 1000
    const open = (seed: string) => openLedger({ address, clock: () => nowMs, random: seededRandom(seed) })
    const [one, other] = [await open('one'), await open('other')]
    const { organisation } = await organisationIn(one)
    const add = (hash: string) =>
      one.accounts.addChallenge(organisation, { hash, purpose: 'p', subject: 's', expiresMs: 2000 })
    await add('h1')
    assert.equal(await one.accounts.takeChallenge(organisation, 'q', 'h1'), undefined)
    const taken = await Promise.all(
      [one, other, one, other].map(({ accounts }) => accounts.takeChallenge(organisation, 'p', 'h1')),
    )
    assert.deepEqual(
      taken.filter(subject => subject !== undefined),
      ['s'],
    )
    await add('h2')
    nowMs = 2000
    assert.equal(await one.accounts.takeChallenge(organisation, 'p', 'h2'), undefined)
    await one.close()
    await other.close()
  })

  test('challenges that ended go, and of too many the oldest', async () => {
    const ledger = await fresh.open()
    const { organisation } = await organisationIn(ledger)
    const challenge = { purpose: 'p', subject: 's' }
    const counted = async () =>
      (await ledger.read.selectFrom('challenges').select('hash').execute()).map(({ hash }) => hash)
    await ledger.accounts.addChallenge(organisation, { ...challenge, hash: 'ended', expiresMs: 1 })
    const endMs = 9e12
    for (let from = 0; from < 10_000; from += 2000)
      await ledger.transact(async ({ rows }) => {
        const many = Array.from({ length: 2000 }, (_, index) => ({
          ...challenge,
          organisation,
          hash: `waiting ${from + index}`,
          expires_ms: endMs + from + index,
        }))
        await rows.insertInto('challenges').values(many).execute()
      })
    await ledger.accounts.addChallenge(organisation, { ...challenge, hash: '00', expiresMs: endMs * 2 })
    const left = await counted()
    assert.equal(left.length, 10_000)
    for (const gone of ['ended', 'waiting 0']) assert.ok(!left.includes(gone), gone)
    for (const kept of ['00', 'waiting 1']) assert.ok(left.includes(kept), kept)
  })
})
