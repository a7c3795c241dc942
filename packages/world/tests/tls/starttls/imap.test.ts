import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failedOf, listenPlain, upgrade } from '../loopback.ts'
import { linesOf, lookAt, refusalCode, sawChain, starttlsOptions } from './twin.ts'

test('IMAP: greeting, STARTTLS with untagged lines between, TLS', async t => {
  const options = await starttlsOptions()
  const port = await listenPlain(t, socket => {
    socket.write('* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n')
    linesOf(socket, line => {
      const [tag, command] = line.split(' ')
      assert.equal(command, 'STARTTLS')
      socket.write(`* CAPABILITY IMAP4rev1\r\n${tag} OK begin\r\n`)
      upgrade(socket, options)
    })
  })
  await sawChain(port, 'imap')
})

test('IMAP: refusals and other protocols', async t => {
  const declining = await listenPlain(t, socket => {
    socket.write('* OK ready\r\n')
    linesOf(socket, line => socket.write(`${line.split(' ')[0]} BAD unknown\r\n`))
  })
  assert.equal(failedOf(await lookAt(declining, 'imap')).code, 'tls-starttls-refused')
  assert.equal(await refusalCode(t, 'imap', '* BYE full\r\n'), 'tls-starttls-refused')
  assert.equal(await refusalCode(t, 'imap', '220 mx ESMTP\r\n'), 'tls-starttls-unexpected')
  assert.equal(await refusalCode(t, 'imap', `* OK\r\n${'* NO\r\n'.repeat(500)}`), 'tls-starttls-unexpected')
})
