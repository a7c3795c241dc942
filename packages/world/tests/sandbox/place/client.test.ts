/** What a client gets and what is asked of it, decided without running it. */
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { RunRecord, WireEvent } from '@foreseen/facts'
import { canaryAnswer, clockCanaries } from '../../../src/sandbox/clock/canary.ts'
import { chooseMove, movedCommand } from '../../../src/sandbox/clock/move.ts'
import { clientPath, scrubEnvironment } from '../../../src/sandbox/environment.ts'
import { findPrograms } from '../../../src/sandbox/place/programs.ts'
import { substitute } from '../../../src/sandbox/placeholders.ts'
import { findCommand } from '../../../src/sandbox/process/command.ts'
import { outputTail } from '../../../src/sandbox/process/output.ts'
import { createTurns } from '../../../src/sandbox/turns.ts'
import { scenarios } from './rehearsing.ts'

test('what decides about trust is taken out of the environment, by name', () => {
  const trusted = [
    'NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR NIX_SSL_CERT_FILE CURL_CA_BUNDLE GIT_SSL_CAINFO GIT_SSL_NO_VERIFY',
    'REQUESTS_CA_BUNDLE AWS_CA_BUNDLE CARGO_HTTP_CAINFO PIP_CERT DENO_CERT https_proxy HTTP_PROXY No_Proxy NODE_OPTIONS',
    'NODE_TLS_REJECT_UNAUTHORIZED JAVA_TOOL_OPTIONS _JAVA_OPTIONS LD_PRELOAD npm_config_cafile NPM_CONFIG_PROXY',
    'PYTHONHTTPSVERIFY SSLKEYLOGFILE CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE HTTPLIB2_CA_CERTS PERL_LWP_SSL_CA_FILE',
  ].flatMap(line => line.split(' '))
  const kept = ['PATH', 'LANG', 'CATALOGUE', 'MY_CACHE_PATH', 'DISPLAY', 'JAVA_HOME', 'AWS_PROFILE']
  const all = Object.fromEntries([...trusted, ...kept].map(name => [name, 'x']))
  const scrubbed = scrubEnvironment(all, false)
  assert.deepEqual(scrubbed.dropped, [...trusted].sort())
  assert.deepEqual(Object.keys(scrubbed.env).sort(), [...kept].sort())
  assert.deepEqual(scrubEnvironment(all, true), { env: all, dropped: [] })
})

test("a client's PATH has none of our own programs", () => {
  const path = '/app/node_modules/.bin:/usr/bin:/other/node_modules/.bin'
  assert.equal(
    clientPath(path, '/app/node_modules/@foreseen/world/dist'),
    '/usr/bin:/other/node_modules/.bin',
  )
})

test('placeholders that nobody knows stay', () => {
  const known = new Map([['leaf-spki', 'abc=']])
  assert.equal(
    substitute('sha256//{{leaf-spki}} {{ other }} {{leaf-spki', known),
    'sha256//abc= {{ other }} {{leaf-spki',
  )
})

test('the tail of an output has no controls and at most 2,000 characters', () => {
  const text = `${'x'.repeat(5000)}\u001b[31mred\u001b[0m\r\nnext\u0000\u001b]0;title\u0007 end\u202e\n`
  const tail = outputTail(Buffer.from(text))
  assert.equal(tail.length, 2000)
  assert.ok(tail.endsWith('xred\nnext end'), tail.slice(-30))
})

test('programs are looked at before they are started', () => {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-test-'))
  try {
    const put = (name: string, content: string | Buffer): string => {
      writeFileSync(join(dir, name), content)
      chmodSync(join(dir, name), 0o755)
      return `./${name}`
    }
    const elf = Buffer.alloc(64)
    elf.write('\x7fELF\x02\x01\x01', 'latin1')
    elf.writeUInt16LE(999, 18)
    const kindOf = (name: string): string => findCommand(name, '/usr/bin:/bin', dir).kind
    assert.equal(kindOf(put('script', '#!/bin/sh\nexit 0\n')), 'found')
    assert.equal(kindOf(put('lost', '#!/nowhere/sh\n')), 'unusable')
    assert.equal(kindOf(put('text', 'echo a\n')), 'found')
    if (process.platform === 'linux') {
      assert.equal(kindOf('sh'), 'found')
      assert.match(JSON.stringify(findCommand(put('foreign', elf), '', dir)), /another processor|found/)
    }
    for (const cut of [elf.subarray(0, 20), elf.subarray(0, 52), Buffer.from('\x7fELF')])
      assert.ok(['found', 'unusable'].includes(kindOf(put('cut', cut))))
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})

const tools = { ...findPrograms(''), faketime: '/lib/faketime.so', qemu: '/usr/bin/qemu-x86_64' }

test('dynamic programs take libfaketime; without it, dates are shifted', () => {
  if (process.platform !== 'linux') return
  const asked = { argv: ['/usr/bin/env', 'A=1', 'sh', '-c', 'true'], path: '/usr/bin:/bin', cwd: '/' }
  assert.deepEqual(chooseMove(asked, tools), { kind: 'faketime' })
  assert.equal(chooseMove(asked, { ...tools, faketime: '' }).kind, 'shift')
})

test('a moved clock is said in seconds, to the emulator where it runs the program', () => {
  const qemu = movedCommand({ kind: 'qemu', program: '/opt/app' }, -31, ['app', 'x'], tools)
  assert.deepEqual(qemu.argv, ['/usr/bin/qemu-x86_64', '-U', 'LD_PRELOAD', '-0', 'app', '/opt/app', 'x'])
  assert.equal(qemu.env.FAKETIME, '-2678400')
  assert.equal(movedCommand({ kind: 'faketime' }, 0.5, ['app'], tools).env.FAKETIME, '+43200')
})

test('the canary is good today and not at the moved moment', () => {
  const [canary] = clockCanaries(scenarios)
  assert.ok(canary !== undefined)
  assert.ok(canary.leaf.notBeforeDays < 0 && canary.leaf.notAfterDays > 0 && canary.leaf.notAfterDays < 61)
  const past = clockCanaries(scenarios.map(one => ({ ...one, clockDays: one.clockDays && -40 })))
  assert.ok((past[0]?.leaf.notBeforeDays ?? 0) > -40 && (past[0]?.leaf.notAfterDays ?? 0) > 0)
  assert.deepEqual(clockCanaries(scenarios.filter(({ clockDays }) => clockDays === 0)), [])
})

test('the canary speaks only when it gets through by the real clock', () => {
  const at = { connection: 1, atMs: 0 }
  const hello: WireEvent = {
    ...at,
    kind: 'hello',
    host: 'a.test',
    rehearsed: true,
    serverName: 'a.test',
    alpn: [],
    version: 'TLSv1.3',
  }
  const record = (events: readonly WireEvent[]): RunRecord => ({
    client: '',
    scenario: '',
    trust: 'old',
    attempt: 0,
    end: { kind: 'code', code: 0 },
    durationMs: 0,
    output: '',
    outputBytes: 0,
    events,
    namesAsked: [],
    strays: 0,
    clock: { kind: 'real' },
    predicate: undefined,
    mixed: '',
  })
  const through = record([hello, { ...at, kind: 'data', bytes: 9 }])
  const refused = record([hello])
  assert.equal(canaryAnswer(through, refused), 'moved')
  assert.equal(canaryAnswer(through, through), 'unmoved')
  assert.equal(canaryAnswer(refused, refused), 'silent')
  assert.equal(canaryAnswer(through, record([])), 'unmoved')
  assert.equal(canaryAnswer(through, { ...refused, end: { kind: 'timeout' } }), 'unmoved')
})

test('who must be alone waits for all before it, and all after it wait', async () => {
  const turns = createTurns()
  const seen: string[] = []
  const doors = new Map<string, () => void>()
  const work = (name: string, alone: boolean) =>
    turns.take(alone, async () => {
      seen.push(name)
      await new Promise<void>(open => doors.set(name, open))
    })
  const step = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
  const all = [work('a', false), work('b', false), work('c', true), work('d', false)]
  await step()
  assert.deepEqual(seen, ['a', 'b'])
  doors.get('a')?.()
  await step()
  assert.deepEqual(seen, ['a', 'b'])
  doors.get('b')?.()
  await step()
  assert.deepEqual(seen, ['a', 'b', 'c'])
  doors.get('c')?.()
  await step()
  doors.get('d')?.()
  await Promise.all(all)
  assert.deepEqual(seen, ['a', 'b', 'c', 'd'])
})
