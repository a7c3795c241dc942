import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { openPasswords, parsePasswordHash, passwordCost, passwordFault } from '../../src/account/password.ts'
import { hashOf, isToken, newSecret, newToken, sameHash, tokenHint } from '../../src/account/secret.ts'
import { networkOf, openThrottle } from '../../src/account/throttle.ts'
import { cheap } from '../fixture.ts'

const random = (size: number) => randomBytes(size)

test('a token is recognised by its prefix and proved by its checksum', () => {
  for (let i = 0; i < 200; i++) {
    const token = newToken(random)
    assert.match(token, /^fsn_[0-9A-Za-z]{49}$/)
    assert.ok(isToken(token))
    const at = 4 + (i % 49)
    const other = token[at] === 'a' ? 'b' : 'a'
    assert.ok(!isToken(`${token.slice(0, at)}${other}${token.slice(at + 1)}`), 'a changed character is seen')
    assert.ok(!isToken(`${token} `) && !isToken(token.slice(1)))
    assert.ok(token.includes(tokenHint(token)))
  }
})

test('characters of tokens are equally likely: bytes that would favour some are thrown away', () => {
  let given = 0
  const token = newToken(size => {
    given++
    return new Uint8Array(size).fill(given === 1 ? 255 : 61)
  })
  assert.equal(token.slice(4, 47), 'z'.repeat(43))
})

test('secrets have 256 bits and are kept as hashes', () => {
  assert.match(newSecret(random), /^[\w-]{43}$/)
  const hash = hashOf('abc')
  assert.equal(hash, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  assert.ok(sameHash(hash, hash))
  assert.ok(!sameHash(hash, hashOf('abd')) && !sameHash(hash, hash.slice(1)))
})

test('passwords: argon2id as a PHC string, checked, and hashed again when the cost has changed', async () => {
  const passwords = openPasswords(cheap, random)
  const stored = await passwords.hash('correct horse')
  assert.match(stored, /^\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.deepEqual(await passwords.check('correct horse', stored), { matches: true, isOutdated: false })
  assert.deepEqual(await passwords.check('correct hors', stored), { matches: false, isOutdated: false })
  const dearer = openPasswords({ ...cheap, passes: 2 }, random)
  assert.deepEqual(await dearer.check('correct horse', stored), { matches: true, isOutdated: true })
  // The same letters in two normal forms are one password.
  const accented = await passwords.hash('caf\u00e9 caf\u00e9 caf\u00e9')
  assert.ok((await passwords.check('cafe\u0301 cafe\u0301 cafe\u0301', accented)).matches)
})

test('a login without a hash is hashed for all the same, and nothing matches', async () => {
  const passwords = openPasswords(cheap, random)
  for (const stored of [
    undefined,
    '',
    'plain',
    '$argon2id$v=19$m=99999999,t=1,p=1$aaaaaaaaaaa$aaaaaaaaaaaaaaaa',
  ])
    assert.deepEqual(await passwords.check('x', stored), { matches: false, isOutdated: false })
  assert.deepEqual(
    parsePasswordHash('$argon2id$v=19$m=8,t=1,p=2$c29tZXNhbHQ$c29tZXNhbHRzb21lc2FsdA'),
    undefined,
  )
  assert.deepEqual(passwordCost, { memoryKib: 65_536, passes: 3, parallelism: 4 })
})

test('argon2id agrees with the reference of RFC 9106 as far as Node can be asked', async () => {
  // A hash of the reference program argon2(1): echo -n password | argon2 somesalt -id -t 2 -k 256 -p 1 -l 32
  const stored = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'
  assert.ok((await openPasswords(cheap, random).check('password', stored)).matches)
})

test('too many sign-ins at once are sent away instead of piling up', async () => {
  const passwords = openPasswords(cheap, random)
  const results = await Promise.allSettled(Array.from({ length: 80 }, () => passwords.hash('x')))
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 66)
  assert.equal(await passwords.check('x', await passwords.hash('x')).then(({ matches }) => matches), true)
})

test('weak passwords are refused by length, login and repetition', () => {
  assert.match(passwordFault('short', 'x') ?? '', /fewer than 12/)
  assert.match(passwordFault('a'.repeat(257), 'x') ?? '', /more than 256/)
  assert.match(passwordFault('my name is Olga here', 'olga') ?? '', /contains the login/)
  assert.match(passwordFault('ababababababab', 'x') ?? '', /repeats/)
  assert.equal(passwordFault('correct horse battery', 'olga'), undefined)
})

test('guessing is slowed down by login and address; others are not locked out', () => {
  let nowMs = 0
  const throttle = openThrottle(() => nowMs)
  for (let i = 0; i < 4; i++) throttle.failed('a', '192.0.2.1')
  assert.equal(throttle.waitMs('a', '192.0.2.1'), 0)
  throttle.failed('a', '192.0.2.1')
  assert.equal(throttle.waitMs('a', '192.0.2.1'), 1000)
  throttle.failed('a', '192.0.2.1')
  assert.equal(throttle.waitMs('a', '192.0.2.1'), 2000)
  assert.equal(throttle.waitMs('a', '192.0.2.2'), 0, 'the person at another address')
  for (let i = 0; i < 60; i++) throttle.failed('a', '192.0.2.1')
  assert.equal(throttle.waitMs('a', '192.0.2.1'), 900_000)
  assert.ok(throttle.waitMs('a', '192.0.2.2') <= 60_000)
  nowMs += 3_600_000
  assert.equal(throttle.waitMs('a', '192.0.2.1'), 0)
  throttle.failed('b', '192.0.2.1')
  throttle.succeeded('b', '192.0.2.1')
  assert.equal(throttle.waitMs('b', '192.0.2.1'), 0)
})

test('an address is its network', () => {
  assert.equal(networkOf('192.0.2.7'), '192.0.2.7')
  assert.equal(networkOf('::ffff:192.0.2.7'), '192.0.2.7')
  assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2')
  assert.equal(networkOf('2001:db8::1'), networkOf('2001:db8::2'))
  assert.notEqual(networkOf('2001:db8:1::1'), networkOf('2001:db8:2::1'))
  assert.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0')
})
