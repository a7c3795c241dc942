/** The loop of a runner on a server, a clock and clients that tests own. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { parseRunnerConfig, type RunnerConfig } from '../src/runner/config.ts'
import { runRunner } from '../src/runner/loop.ts'
import { untilHeard } from '../src/runner/patience.ts'
import type { RunnerPorts } from '../src/runner/ports.ts'
import { Protocol } from '../src/runner/protocol.ts'
import { schemaErrors } from './schema.ts'

const setting = { name: 'runner.yaml', folder: '/srv', machine: 'build-3' }

function configOf(text: string): RunnerConfig {
  const read = parseRunnerConfig(text, setting)
  assert.ok(read.ok, JSON.stringify(read))
  return read.value
}

const config = configOf('hosts: [a.test]\nclients: [{ name: one, command: [./one] }]\n')

const claimed = {
  run: 'run_1',
  kind: 'what-if',
  plan: { id: 'pla_1', name: 'all' },
  hosts: ['a.test:443'],
  clients: [{ name: 'one', release: null }],
  scenarios: [],
  currentChainPem: '',
  attempt: 3,
  leaseSeconds: 60,
}

type Answer = readonly [status: number, body?: unknown, headers?: Record<string, string>]

/** A server whose answers are given one after the other for each path; the last one stays. */
async function serverOf(t: TestContext, answers: Record<string, Answer[]>) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', piece => {
      text += String(piece)
    })
    request.on('end', () => {
      const path = String(request.url).replace('/api/v1/runner/', '')
      asked.push(`${path} ${text}`)
      const list = answers[path] ?? [[404, { code: 'server-not-found', detail: 'nothing' }]]
      const [status, body, headers] = (list.length > 1 ? list.shift() : list[0]) ?? [500]
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(body === undefined ? '' : JSON.stringify(body))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { asked, url: `http://127.0.0.1:${port}` }
}

function portsOf(url: string, more: Partial<RunnerPorts> = {}) {
  const waits: number[] = []
  const log: string[] = []
  const interrupts: (() => Promise<void>)[] = []
  const ports: RunnerPorts = {
    config,
    protocol: new Protocol({ server: url, token: 'fsn_x' }),
    program: 'foreseen test',
    rehearse: async () => ({ ok: true, report: '{"a":1}', sentences: ['It survives.'] }),
    say: line => void log.push(line),
    wait: async ms => void waits.push(ms),
    every: () => () => {},
    random: () => 1,
    onInterrupt: act => {
      interrupts.push(act)
      return () => void interrupts.splice(interrupts.indexOf(act), 1)
    },
    ...more,
  }
  return { ports, waits, log, interrupts }
}

const hello: Answer[] = [[200, { leaseSeconds: 60 }]]
const path = (verb: string): string => `runs/run_1/${verb}`
const lost: Answer = [409, { code: 'server-lease-lost', detail: 'no' }]

test('a server that is away is asked again ever later, and a report is sent until it was heard', async t => {
  const busy: Answer = [503, { code: 'server-busy', detail: 'busy' }, { 'retry-after': '7' }]
  const { url, asked } = await serverOf(t, {
    hello: [[503], [502], [500], ...hello],
    claim: [[200, claimed]],
    [path('finish')]: [[503], busy, [200, { changed: true }]],
  })
  const { ports, waits, log } = portsOf(url)
  assert.equal(await runRunner(ports, true), 0)
  assert.deepEqual(waits, [1000, 2000, 4000, 1000, 7000])
  assert.equal(log.filter(line => line.includes('does not answer')).length, 2)
  assert.equal(log.filter(line => line.includes('answers again')).length, 2)
  const finishes = asked.filter(line => line.startsWith(path('finish')))
  assert.deepEqual(new Set(finishes), new Set([`${path('finish')} {"attempt":3,"report":{"a":1}}`]))
  assert.equal(finishes.length, 3)
})

test('nobody listens: the wait grows to a minute and no further', async () => {
  const { ports, waits } = portsOf('http://127.0.0.1:1')
  let tries = 0
  await untilHeard(
    ports,
    () => ports.protocol.claim('x'),
    () => tries++ < 9,
  )
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])
})

test('a lease that is lost ends the clients, and nothing is sent of them', async t => {
  const { url, asked } = await serverOf(t, {
    hello,
    claim: [[200, claimed]],
    [path('progress')]: [lost],
  })
  let beat: () => void = () => {}
  const { ports, log } = portsOf(url, {
    every: (ms, act) => {
      assert.equal(ms, 2000)
      beat = act
      return () => {}
    },
    rehearse: async (_claimed, signal) => {
      beat()
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
      return { ok: false, reason: 'It was stopped.' }
    },
  })
  assert.equal(await runRunner(ports, true), 1)
  assert.ok(log.some(line => line.includes('another runner has it by now')))
  assert.ok(!asked.some(line => /finish|fail/.test(line)))
})

test('news are told at the next tick, and where there are none often enough to keep the lease', async t => {
  const { url, asked } = await serverOf(t, {
    hello,
    claim: [[200, claimed]],
    [path('progress')]: [[204]],
    [path('finish')]: [[200, { changed: true }]],
  })
  let tick: () => void = () => {}
  const told = () => asked.filter(line => line.startsWith(path('progress'))).length
  const { ports } = portsOf(url, {
    every: (_ms, act) => {
      tick = act
      return () => {}
    },
    rehearse: async (_claimed, _signal, onProgress) => {
      const ticks = async (count: number, expected: number) => {
        for (let done = 0; done < count; done++) tick()
        while (told() < expected) await new Promise(resolve => setImmediate(resolve))
        assert.equal(told(), expected)
      }
      await ticks(1, 1)
      await ticks(7, 1)
      await ticks(1, 2)
      onProgress({ done: 3, all: 12, last: 'one: re-keyed' })
      await ticks(1, 3)
      assert.match(asked.at(-1) ?? '', /"share":0.25,"text":"3 of 12 runs; last one: re-keyed"/)
      return { ok: true, report: '{}', sentences: [] }
    },
  })
  assert.equal(await runRunner(ports, true), 0)
})

test('Ctrl-C gives back, and what ends because of it is not told as a failure', async t => {
  const { url, asked } = await serverOf(t, { hello, claim: [[200, claimed]], [path('give-back')]: [[204]] })
  const { ports, interrupts, log } = portsOf(url, {
    rehearse: async () => {
      await interrupts[0]?.()
      return { ok: false, reason: 'The sandbox process ended.' }
    },
  })
  assert.equal(await runRunner(ports, true), 1)
  assert.ok(log.includes('gave the run back'))
  assert.deepEqual(asked.slice(2), [`${path('give-back')} {"attempt":3}`])
  assert.equal(interrupts.length, 0)
})

test('what comes to nothing is told with its reason; a report that is refused too', async t => {
  const { url, asked } = await serverOf(t, {
    hello,
    claim: [[200, claimed]],
    [path('finish')]: [[400, { code: 'server-invalid', detail: 'Parts are wrong.' }]],
    [path('fail')]: [[200, { changed: true }]],
  })
  assert.equal(await runRunner(portsOf(url).ports, true), 1)
  assert.match(asked.at(-1) ?? '', /fail .*refuses the report: Parts are wrong/)
  const rehearse = async () => ({ ok: false, reason: 'no sandbox [sandbox-start-failed]' }) as const
  assert.equal(await runRunner(portsOf(url, { rehearse }).ports, true), 1)
  assert.match(asked.at(-1) ?? '', /fail .*"no sandbox \[sandbox-start-failed\]"/)
})

test('a token that is refused ends the runner; a name that was taken over is said again', async t => {
  const refused = await serverOf(t, { hello: [[403, { code: 'server-scope', detail: 'No.' }]] })
  await assert.rejects(runRunner(portsOf(refused.url).ports, true), { code: 'runner-refused' })
  const taken: Answer = [409, { code: 'server-conflict', detail: 'no hello' }]
  const { url, asked } = await serverOf(t, { hello, claim: [taken, [204]] })
  assert.equal(await runRunner(portsOf(url).ports, true), 0)
  assert.equal(asked.filter(line => line.startsWith('hello')).length, 2)
})

test('an answer that is no run is not taken for one', async t => {
  const wrong: readonly unknown[] = [
    { ...claimed, clients: [null] },
    { ...claimed, run: '../../sessions' },
    { ...claimed, hosts: 'a.test' },
    { ...claimed, kind: 'shell' },
    [],
  ]
  for (const answer of wrong) {
    const { url } = await serverOf(t, { hello, claim: [[200, answer]] })
    const { ports } = portsOf(url, { rehearse: () => assert.fail('it was run') })
    await assert.rejects(runRunner(ports, true), { code: 'runner-refused' })
  }
})

test('the file: what it may say, that it is as its schema says, and that the rest is refused by line', () => {
  const text = `
schema: foreseen.runner/1
name: build-3
hosts: [www.joost.test, "mail.joost.test:25"]
clients:
  - name: joost 0.9.1
    command: [bin/joost, --once]
    path: joost.tgz
    timeout: 20s
scenarioFiles: [own.json]
materials:
  - hosts: [www.joost.test]
    current: chain.pem
    currentKey: key.pem
    next: next.pem
    nextKey: next.key
trust: [old, both]
sandbox: root
jobs: 2
`
  const read = configOf(text)
  assert.deepEqual(read.hosts, ['www.joost.test:443', 'mail.joost.test:25'])
  assert.equal(read.clients[0]?.path, '/srv/joost.tgz')
  assert.equal(read.clients[0]?.timeoutMs, 20_000)
  assert.equal(read.materials[0]?.nextKeyPath, '/srv/next.key')
  assert.deepEqual([read.method, read.trusts, read.jobs], ['root', ['old', 'both'], 2])
  const document = {
    schema: 'foreseen.runner/1',
    hosts: ['www.joost.test'],
    clients: [{ name: 'joost 0.9.1', command: ['bin/joost'], success: { exit: 0 } }],
    materials: [{ hosts: ['www.joost.test'], next: 'n.pem', nextKey: 'n.key' }],
    trust: ['host'],
  }
  assert.deepEqual(schemaErrors('runner', document), [])
  assert.ok(parseRunnerConfig(JSON.stringify(document), setting).ok)
  const refused: readonly (readonly [object, RegExp])[] = [
    [{ ...document, clients: undefined }, /"?clients"? is missing/],
    [{ ...document, hosts: [] }, /hosts is missing or empty/],
    [{ ...document, trust: ['olt'] }, /trust/],
    [{ ...document, sandbox: 'docker' }, /sandbox/],
    [{ ...document, materials: [{ hosts: ['a.test'], next: 'n.pem' }] }, /nextKey/],
    [{ ...document, clients: [...document.clients, ...document.clients] }, /two clients are called/],
    [{ ...document, clients: [{ name: 'a' }] }, /command is missing/],
    [{ ...document, servers: [] }, /unknown key "servers"/],
  ]
  for (const [wrong, reason] of refused) {
    const answer = parseRunnerConfig(JSON.stringify(wrong), setting)
    assert.ok(!answer.ok)
    assert.match(answer.problems.map(({ detail }) => detail).join('\n'), reason)
  }
})
