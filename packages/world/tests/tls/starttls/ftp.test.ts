import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failedOf, listenPlain, upgrade } from '../loopback.ts'
import { linesOf, lookAt, refusalCode, sawChain, starttlsOptions } from './twin.ts'

test('FTP: greeting of several lines, AUTH TLS, TLS', async t => {
  const options = await starttlsOptions()
  const port = await listenPlain(t, socket => {
    socket.write('220-Welcome\r\n  all of you\r\n230 is not the end\r\n220 ready\r\n')
    linesOf(socket, line => {
      assert.equal(line, 'AUTH TLS')
      socket.write('234 go\r\n')
      upgrade(socket, options)
    })
  })
  await sawChain(port, 'ftp')
})

test('FTP: refusals and other protocols', async t => {
  const declining = await listenPlain(t, socket => {
    socket.write('220 ready\r\n')
    linesOf(socket, () => socket.write('502 not implemented\r\n'))
  })
  assert.equal(failedOf(await lookAt(declining, 'ftp')).code, 'tls-starttls-refused')
  assert.equal(await refusalCode(t, 'ftp', '421 too many\r\n'), 'tls-starttls-refused')
  assert.equal(await refusalCode(t, 'ftp', 'SSH-2.0-x\r\n'), 'tls-starttls-unexpected')
})
