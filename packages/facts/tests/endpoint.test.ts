import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { tlsCodes } from '../src/codes-tls.ts'
import { formatEndpoint, parseEndpoint, parseServerName } from '../src/endpoint.ts'

const good: readonly [string, string, number, string][] = [
  ['www.joost.test', 'www.joost.test', 443, 'none'],
  ['WWW.Joost.Test.', 'www.joost.test', 443, 'none'],
  ['www.joost.test:8443', 'www.joost.test', 8443, 'none'],
  ['127.0.0.1:25', '127.0.0.1', 25, 'smtp'],
  ['[::1]:5432', '::1', 5432, 'postgres'],
  ['[::1]', '::1', 443, 'none'],
  ['2001:DB8:0::1', '2001:db8::1', 443, 'none'],
  ['fe80::1%eth0', 'fe80::1%eth0', 443, 'none'],
  ['https://www.joost.test/update?x=1#y', 'www.joost.test', 443, 'none'],
  ['https://www.joost.test:25/', 'www.joost.test', 25, 'none'],
  ['smtp://mx.joost.test', 'mx.joost.test', 25, 'smtp'],
  ['smtp+starttls://mx.joost.test:2525', 'mx.joost.test', 2525, 'smtp'],
  ['imap+starttls://mx.joost.test', 'mx.joost.test', 143, 'imap'],
  ['postgres://app:s:ecr@t@db.joost.test/app?sslmode=require', 'db.joost.test', 5432, 'postgres'],
  ['mysql://db.joost.test', 'db.joost.test', 3306, 'mysql'],
  ['ldaps://d.joost.test', 'd.joost.test', 636, 'none'],
  ['b\u00fccher.test', 'xn--bcher-kva.test', 443, 'none'],
  [' www.joost.test ', 'www.joost.test', 443, 'none'],
  ['mx.joost.test:587', 'mx.joost.test', 587, 'smtp'],
  ['mx.joost.test:143', 'mx.joost.test', 143, 'imap'],
  ['mx.joost.test:110', 'mx.joost.test', 110, 'pop3'],
  ['mx.joost.test:21', 'mx.joost.test', 21, 'ftp'],
  ['mx.joost.test:389', 'mx.joost.test', 389, 'ldap'],
  ['mx.joost.test:5222', 'mx.joost.test', 5222, 'xmpp'],
  ['mx.joost.test:3306', 'mx.joost.test', 3306, 'mysql'],
]

test('endpoints are read as people write them', () => {
  for (const [text, host, port, starttls] of good) {
    assert.deepEqual(parseEndpoint(text), { ok: true, value: { host, port, starttls }, problems: [] }, text)
  }
})

test('--starttls overrides port and scheme', () => {
  const parsed = parseEndpoint('mx.joost.test:25', 'none')
  assert.ok(parsed.ok && parsed.value.starttls === 'none')
  const other = parseEndpoint('mx.joost.test:2525', 'smtp')
  assert.ok(other.ok && other.value.starttls === 'smtp')
})

const bad: readonly [string, string][] = [
  ['', 'endpoint-empty'],
  ['   ', 'endpoint-empty'],
  ['https://', 'endpoint-empty'],
  [':443', 'endpoint-empty'],
  ['www.joost.test:0', 'endpoint-bad-port'],
  ['www.joost.test:65536', 'endpoint-bad-port'],
  ['www.joost.test:', 'endpoint-bad-port'],
  ['www.joost.test:https', 'endpoint-bad-port'],
  ['www..test', 'endpoint-bad-host'],
  ['a b', 'endpoint-bad-host'],
  ['a\u001b[31m', 'endpoint-bad-host'],
  [`${'a'.repeat(64)}.test`, 'endpoint-bad-host'],
  ['[::1', 'endpoint-bad-host'],
  ['[::g]:1', 'endpoint-bad-host'],
  ['1:2:3', 'endpoint-bad-host'],
  ['999.1.1.1', 'endpoint-bad-host'],
  ['http://www.joost.test', 'endpoint-without-tls'],
  ['gopher://www.joost.test', 'endpoint-unknown-scheme'],
  ['https+starttls://www.joost.test', 'endpoint-unknown-scheme'],
  ['a'.repeat(3000), 'endpoint-too-long'],
]

test('what is no endpoint is refused by code, and every code is in the catalogue', () => {
  const known = new Set(tlsCodes.map(entry => entry.code))
  assert.equal(known.size, tlsCodes.length, 'codes are unique')
  for (const [text, code] of bad) {
    const parsed = parseEndpoint(text)
    assert.ok(!parsed.ok, text)
    assert.equal(parsed.problems[0]?.code, code, text)
    assert.ok(known.has(code), code)
    assert.doesNotMatch(parsed.problems[0]?.detail ?? '', /\p{Cc}/u)
  }
})

test('credentials of a URL appear in no message', () => {
  const parsed = parseEndpoint('postgres://app:hunter2@bad host/app')
  assert.ok(!parsed.ok)
  assert.ok(!JSON.stringify(parsed).includes('hunter2'))
})

test('server names are host names in punycode, or none', () => {
  for (const [text, name] of [
    ['', ''],
    ['WWW.Joost.test', 'www.joost.test'],
    ['b\u00fccher.test', 'xn--bcher-kva.test'],
  ] as const) {
    assert.deepEqual(parseServerName(text), { ok: true, value: name, problems: [] })
  }
  for (const text of ['127.0.0.1', '::1', 'a b', 'www.joost.test:443', `${'a'.repeat(64)}.test`]) {
    assert.equal(parseServerName(text).ok, false, text)
  }
})

test('any text is read or refused, and what was read reads again as itself', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.domain(), fc.ipV6()), text => {
      const parsed = parseEndpoint(text)
      if (!parsed.ok) return assert.ok(parsed.problems.length > 0)
      const again = parseEndpoint(formatEndpoint(parsed.value), parsed.value.starttls)
      assert.ok(again.ok)
      assert.deepEqual(again.value, parsed.value)
    }),
    { numRuns: 1000 },
  )
})
