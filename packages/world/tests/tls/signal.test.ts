import assert from 'node:assert/strict'
import { test } from 'node:test'
import { observeEndpoint } from '@foreseen/world/tls'
import { endpointOn, listenPlain } from './loopback.ts'

const never = { nowMs: () => 5, timeoutMs: 3_600_000, retries: 5 }

test('a look that is given up ends at once, whatever it waits for', async t => {
  const given = new AbortController()
  let met = 0
  let hungUp = 0
  const port = await listenPlain(t, socket => {
    met++
    socket.on('close', () => hungUp++)
    socket.resume()
    given.abort()
  })
  const seen = await observeEndpoint(endpointOn(port), { ...never, signal: given.signal })
  assert.equal(seen[0]?.outcome.state, 'failed')
  assert.equal(met, 1, 'it does not try again')
  while (hungUp === 0) await new Promise(resolve => setImmediate(resolve))
})

test('a look that was given up before it began speaks to nobody', async t => {
  let met = 0
  const port = await listenPlain(t, socket => {
    met++
    socket.destroy()
  })
  await observeEndpoint(endpointOn(port), { ...never, signal: AbortSignal.abort() })
  assert.equal(met, 0)
})
