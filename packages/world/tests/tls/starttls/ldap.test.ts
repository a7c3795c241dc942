import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failedOf, listenPlain, upgrade } from '../loopback.ts'
import { lookAt, refusalCode, sawChain, starttlsOptions } from './twin.ts'

/** LDAPMessage { 1, StartTLS } as `ldapsearch -Z` sends it. */
const request = '301d02010177188016312e332e362e312e342e312e313436362e3230303337'

/** ExtendedResponse with a result code and a message. */
function response(code: number, text: string): Buffer {
  const result = Buffer.concat([Buffer.of(0x0a, 1, code, 4, 0, 4, text.length), Buffer.from(text)])
  return Buffer.concat([Buffer.of(0x30, result.length + 5, 2, 1, 1, 0x78, result.length), result])
}

for (const [form, answer] of [
  ['short lengths', response(0, '')],
  ['long lengths', Buffer.from('3084000000100201017884000000070a010004000400', 'hex')],
] as const) {
  test(`LDAP: StartTLS, answered with ${form}, TLS`, async t => {
    const options = await starttlsOptions()
    const port = await listenPlain(t, socket => {
      socket.once('data', chunk => {
        assert.equal(chunk.toString('hex'), request)
        socket.write(answer)
        upgrade(socket, options)
      })
    })
    await sawChain(port, 'ldap')
  })
}

test('LDAP: refusals and other protocols', async t => {
  const declining = await listenPlain(t, socket => {
    socket.once('data', () => socket.write(response(52, 'no TLS here')))
  })
  const failed = failedOf(await lookAt(declining, 'ldap'))
  assert.equal(failed.code, 'tls-starttls-refused')
  assert.match(failed.detail, /result code 52 no TLS here/)
  assert.equal(await refusalCode(t, 'ldap', 'HTTP/1.1 400\r\n'), 'tls-starttls-unexpected')
  assert.equal(await refusalCode(t, 'ldap', Buffer.of(0x30, 0x84, 0x7f, 0, 0, 0)), 'tls-starttls-unexpected')
  assert.equal(await refusalCode(t, 'ldap', Buffer.of(0x30, 3, 2, 9, 1)), 'tls-starttls-unexpected')
})
