/** Real clients of protocols in which the server speaks first, or TLS begins by agreement. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { starttlsProtocols } from '@foreseen/facts'
import { fixtureHost, host, kindsOf } from './fake-cast.ts'
import { execute, freePort, missing, runByProxy, stageFor } from './rehearsal-stage.ts'

const noCurl = missing('curl', 'curl')
const noOpenssl = missing('openssl', 'openssl')
const noPsql = missing('psql', 'postgresql-client')

test('openssl s_client begins TLS in every protocol', { skip: noOpenssl }, async t => {
  const address = '127.1.4.2'
  for (const starttls of starttlsProtocols) {
    const port = await freePort(address)
    const { stage } = await stageFor(t, { reach: 'loopback', hosts: [host(port, { starttls })] })
    const kinds: string[] = []
    await stage.admit({ address, scenario: 'baseline', shiftDays: 0, emit: event => kinds.push(event.kind) })
    const args = ['s_client', '-connect', `${address}:${port}`, '-starttls', starttls]
    const { errors } = await execute('openssl', [...args, '-servername', fixtureHost])
    await stage.dismiss(address)
    assert.deepEqual(kinds.slice(0, 4), ['opened', 'starttls', 'hello', 'secured'], `${starttls}: ${errors}`)
  }
})

const urls = {
  smtp: (scheme: string) => ['--mail-from', 'a@joost.test', '--mail-rcpt', 'b@joost.test', '-T', '-', scheme],
  imap: (scheme: string) => [scheme],
  pop3: (scheme: string) => [scheme],
} as const

for (const [name, port, inside] of [
  ['smtp', 587, 465],
  ['imap', 143, 993],
  ['pop3', 110, 995],
] as const) {
  test(`curl talks ${name} by agreement and inside TLS`, { skip: noCurl }, async t => {
    const { stage } = await stageFor(t, { hosts: [host(port, { starttls: name }), host(inside)] })
    const common = ['-sS', '-k', '--ssl-reqd', '-p', '-x', 'PROXY', '-u', 'joost:pw']
    for (const url of [`${name}://${fixtureHost}:${port}`, `${name}s://${fixtureHost}:${inside}`]) {
      const { code, errors, events } = await runByProxy(
        stage,
        'curl',
        [...common, ...urls[name](url)],
        'hello\n',
      )
      assert.equal(code, 0, `${url}: ${errors}`)
      const kinds = kindsOf(events).filter(kind => kind !== 'broke')
      const begun = url.includes('s://') ? ['opened'] : ['opened', 'starttls']
      assert.deepEqual(kinds, [...begun, 'hello', 'secured', 'data', 'closed'])
    }
  })
}

test('curl logs in over FTP and learns that there is no data connection', { skip: noCurl }, async t => {
  const { stage } = await stageFor(t, { hosts: [host(21, { starttls: 'ftp' })] })
  const args = ['-sS', '-k', '--ssl-reqd', '-p', '-x', 'PROXY', '-u', 'joost:pw', `ftp://${fixtureHost}/`]
  const { events } = await runByProxy(stage, 'curl', args)
  assert.deepEqual(kindsOf(events).slice(0, 5), ['opened', 'starttls', 'hello', 'secured', 'data'])
})

test('psql connects, asks and leaves', { skip: noPsql }, async t => {
  const address = '127.1.4.1'
  const port = await freePort(address)
  const { stage } = await stageFor(t, { reach: 'loopback', hosts: [host(port, { starttls: 'postgres' })] })
  const kinds: string[] = []
  await stage.admit({ address, scenario: 'baseline', shiftDays: 0, emit: event => kinds.push(event.kind) })
  const target = `host=${fixtureHost} hostaddr=${address} port=${port} sslmode=require user=joost dbname=joost`
  const { code, errors } = await execute('psql', [target, '-X', '-c', 'select 1'])
  await stage.dismiss(address)
  assert.equal(code, 0, errors)
  assert.deepEqual(kinds, ['opened', 'starttls', 'hello', 'secured', 'data', 'closed'])
})
