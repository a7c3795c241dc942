import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failedOf, listenPlain, upgrade } from '../loopback.ts'
import { lookAt, refusalCode, sawChain, starttlsOptions } from './twin.ts'

const tlsNamespace = 'urn:ietf:params:xml:ns:xmpp-tls'
const head = `<?xml version='1.0'?><stream:stream from='x' id='1' version='1.0' xmlns='jabber:client'>`
const features = `<stream:features><starttls xmlns='${tlsNamespace}'><required/></starttls></stream:features>`

for (const proceed of [`<proceed xmlns='${tlsNamespace}'/>`, `<proceed xmlns="${tlsNamespace}"></proceed>`]) {
  test(`XMPP: stream, features, starttls, ${proceed.endsWith('/>') ? 'an empty' : 'a closed'} proceed, TLS`, async t => {
    const options = await starttlsOptions()
    let said = ''
    const port = await listenPlain(t, socket => {
      socket.on('data', chunk => {
        said += chunk.toString('latin1')
        if (said.endsWith("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")) {
          said = ''
          socket.write(proceed)
          upgrade(socket, options)
        } else if (said.includes("to='mail.joost.test'")) {
          said = ''
          // Cut in the middle of a tag, as networks do.
          socket.write(head + features.slice(0, 12))
          socket.write(features.slice(12))
        }
      })
    })
    await sawChain(port, 'xmpp')
  })
}

test('XMPP: refusals and other protocols', async t => {
  const declining = await listenPlain(t, socket => {
    let greeted = false
    socket.on('data', () => {
      socket.write(greeted ? `<failure xmlns='${tlsNamespace}'/></stream:stream>` : head + features)
      greeted = true
    })
  })
  assert.equal(failedOf(await lookAt(declining, 'xmpp')).code, 'tls-starttls-refused')
  assert.equal(await refusalCode(t, 'xmpp', `${head}<stream:features/>`), 'tls-starttls-refused')
  const unknown = `${head}<stream:error><host-unknown/></stream:error></stream:stream>`
  assert.equal(await refusalCode(t, 'xmpp', unknown), 'tls-starttls-refused')
  assert.equal(await refusalCode(t, 'xmpp', 'HTTP/1.1 400 Bad\n\n'), 'tls-starttls-unexpected')
  assert.equal(await refusalCode(t, 'xmpp', '<'.repeat(60_000)), 'tls-starttls-unexpected')
})
