import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failedOf, listenPlain, upgrade } from '../loopback.ts'
import { linesOf, lookAt, refusalCode, sawChain, starttlsOptions } from './twin.ts'

test('POP3: greeting, STLS, TLS', async t => {
  const options = await starttlsOptions()
  const port = await listenPlain(t, socket => {
    socket.write('+OK POP3 ready\r\n')
    linesOf(socket, line => {
      assert.equal(line, 'STLS')
      socket.write('+OK begin\r\n')
      upgrade(socket, options)
    })
  })
  await sawChain(port, 'pop3')
})

test('POP3: refusals and other protocols', async t => {
  const declining = await listenPlain(t, socket => {
    socket.write('+OK ready\r\n')
    linesOf(socket, () => socket.write('-ERR no TLS\r\n'))
  })
  assert.equal(failedOf(await lookAt(declining, 'pop3')).code, 'tls-starttls-refused')
  assert.equal(await refusalCode(t, 'pop3', '-ERR down\r\n'), 'tls-starttls-refused')
  assert.equal(await refusalCode(t, 'pop3', '220 mx ESMTP\r\n'), 'tls-starttls-unexpected')
})
