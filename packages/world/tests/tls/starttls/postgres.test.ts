import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failedOf, listenPlain, upgrade } from '../loopback.ts'
import { lookAt, sawChain, starttlsOptions } from './twin.ts'

test('PostgreSQL: SSLRequest, S, TLS', async t => {
  const options = await starttlsOptions()
  const port = await listenPlain(t, socket => {
    socket.once('data', chunk => {
      assert.equal(chunk.toString('hex'), '0000000804d2162f')
      socket.write('S')
      upgrade(socket, options)
    })
  })
  await sawChain(port, 'postgres')
})

test('PostgreSQL: refusals and other protocols', async t => {
  const answers: readonly [string, string][] = [
    ['N', 'tls-starttls-refused'],
    ['E\0\0\0\u0010SFATAL\0\0', 'tls-starttls-refused'],
    ['HTTP/1.1 400', 'tls-starttls-unexpected'],
  ]
  for (const [answer, code] of answers) {
    const port = await listenPlain(t, socket => socket.once('data', () => socket.write(answer)))
    assert.equal(failedOf(await lookAt(port, 'postgres')).code, code)
  }
})
