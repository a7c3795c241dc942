import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failedOf, listenPlain, upgrade } from '../loopback.ts'
import { linesOf, lookAt, refusalCode, sawChain, starttlsOptions } from './twin.ts'

test('SMTP: greeting, EHLO, STARTTLS, TLS', async t => {
  const options = await starttlsOptions()
  const said: string[] = []
  const port = await listenPlain(t, socket => {
    socket.write('220-mx.joost.test ESMTP\r\n220 ready\r\n')
    linesOf(socket, line => {
      said.push(line)
      if (line.startsWith('EHLO ')) socket.write('250-mx.joost.test\r\n250-SIZE 1000\r\n250 STARTTLS\r\n')
      else if (line === 'STARTTLS') {
        socket.write('220 2.0.0 go ahead\r\n')
        upgrade(socket, options)
      } else socket.end('500 unknown\r\n')
    })
  })
  await sawChain(port, 'smtp')
  assert.deepEqual(said.slice(0, 2), ['EHLO [127.0.0.1]', 'STARTTLS'])
})

test('SMTP: refusals and other protocols', async t => {
  const declining = await listenPlain(t, socket => {
    socket.write('220 mx.joost.test\r\n')
    linesOf(socket, line =>
      socket.write(line.startsWith('EHLO') ? '250 mx\r\n' : '454 4.7.0 not now \u001b[2J\r\n'),
    )
  })
  const failed = failedOf(await lookAt(declining, 'smtp'))
  assert.equal(failed.code, 'tls-starttls-refused')
  assert.match(failed.detail, /454 4\.7\.0 not now/)
  assert.doesNotMatch(failed.detail, /\p{Cc}/u)
  assert.equal(await refusalCode(t, 'smtp', '554 no service\r\n'), 'tls-starttls-refused')
  assert.equal(await refusalCode(t, 'smtp', '* OK IMAP4rev1\r\n'), 'tls-starttls-unexpected')
  assert.equal(await refusalCode(t, 'smtp', '220-more\r\n'.repeat(500)), 'tls-starttls-unexpected')
  assert.equal(await refusalCode(t, 'smtp', 'x'.repeat(10_000)), 'tls-starttls-unexpected')
})
