/** Runs inside a network namespace that owns all addresses; prints what it saw as one line of JSON. */
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { openStage } from '../../../src/sandbox/stage/open-stage.ts'
import { query } from './dns-query.ts'
import { fakeCast, host } from './fake-cast.ts'
import { admitted, leafAt, opened, replyTo } from './meeting.ts'

const one = '127.1.0.1'
const two = '127.1.0.2'
const cast = fakeCast()
const stage = await openStage({
  cast,
  hosts: [host(443), host(8443, { host: '203.0.113.9' })],
  answersDir: '',
  reach: 'network',
  clock: () => performance.now(),
})

const outcome = (promise: Promise<string>): Promise<string> => promise.catch(() => 'closed')

async function names(address: string): Promise<unknown> {
  const resolver = new Resolver({ timeout: 2000, tries: 1 })
  resolver.setServers([address])
  const found = await resolver.resolve4('Api.Joost.test')
  const none = await resolver.resolve6('api.joost.test').catch((error: NodeJS.ErrnoException) => error.code)
  const datagrams = createSocket('udp4')
  datagrams.send(Buffer.from('no query'), 53, address)
  datagrams.send(query('edns.joost.test', { edns: true }), 53, address)
  const [reply] = await once(datagrams, 'message')
  datagrams.close()
  const tcp = await opened(address, 53)
  const message = query('tcp.joost.test')
  tcp.write(Buffer.concat([Buffer.of(0, message.length), message]))
  const [overTcp] = await once(tcp, 'data')
  tcp.destroy()
  return [found, none, [...reply.subarray(-15, -11)], [...overTcp.subarray(-4)]]
}

const first = await admitted(stage, one)
const alone = {
  own: await leafAt(one, 443),
  hardwired: await leafAt('198.51.100.23', 443),
  hardwired6: await leafAt('2001:db8::5', 443),
  literal: await leafAt('203.0.113.9', 8443, ''),
  names: await names(one),
  plain: await replyTo(await opened('192.0.2.80', 80), 'GET /a.crl HTTP/1.0\r\nHost: crl.joost.test\r\n\r\n'),
}
const second = await admitted(stage, two, 'rekeyed')
const told = [first.length, second.length]
const apart = {
  own: await leafAt(one, 443),
  other: await leafAt(two, 443),
  hardwired: await outcome(leafAt('198.51.100.23', 443)),
}
const firstEnd = await stage.dismiss(one)
const late = await outcome(leafAt(one, 443))
const ends = [firstEnd, await stage.dismiss(two)]
await admitted(stage, one)
await admitted(stage, two)
const same = await leafAt('198.51.100.23', 443)
const sameEnds = [await stage.dismiss(one), await stage.dismiss(two)]
await stage.close()
const free = await outcome(opened(one, 443).then(() => 'open'))
console.log(JSON.stringify({ alone, told, apart, ends, late, same, sameEnds, free, first, second }))
