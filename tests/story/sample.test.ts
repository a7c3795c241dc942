/** The founding story as a sample workspace: a server runs it for real, shows it, and takes it out again. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { addToken, openAccounts, serve } from '@foreseen/server'
import { scanner } from '../../apps/cli/src/serve/scanner.ts'
import { storyteller } from '../../apps/cli/src/story/sample.ts'

const silence = new Writable({ write: (_chunk, _encoding, done) => done() })

type Answer = { readonly status: number; readonly body: { readonly [name: string]: unknown } }

const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null

async function callerOf(url: string, data: string) {
  const accounts = await openAccounts({ data })
  const { token } = await addToken(accounts, { name: 'test', scopes: ['read', 'push'], days: 1 })
  await accounts.close()
  return async (method: string, path: string): Promise<Answer> => {
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(`${url}/api/v1${path}`, { method, headers })
    const text = await response.text()
    const body: unknown = text === '' ? {} : JSON.parse(text)
    return { status: response.status, body: isRecord(body) ? body : {} }
  }
}

const items = ({ body }: Answer): readonly { readonly [name: string]: unknown }[] =>
  Array.isArray(body.items) ? body.items : []

/** Asks again until `isSo`; each answer takes its time, and a hundred of them are enough for any machine. */
async function until(ask: () => Promise<Answer>, isSo: (answer: Answer) => boolean): Promise<Answer> {
  const deadline = performance.now() + 180_000
  for (;;) {
    const answer = await ask()
    if (isSo(answer)) return answer
    assert.ok(performance.now() < deadline, JSON.stringify(answer.body))
    await new Promise<void>(resolve => setImmediate(resolve))
  }
}

test('the sample is made by running the story, and leaves nothing behind when it is taken out', async t => {
  const data = mkdtempSync(join(tmpdir(), 'foreseen-sample-'))
  t.after(() => rmSync(data, { recursive: true, force: true }))
  const running = await serve({
    data,
    port: 0,
    version: 'test',
    print: () => {},
    log: silence,
    scanner,
    storyteller,
    server: { limits: { requestsPerMinute: 1_000_000 } },
  })
  t.after(() => running.close())
  const call = await callerOf(running.url, data)
  const { body } = await call('POST', '/sample')
  const ended = await until(
    () => call('GET', `/jobs/${String(body.job)}`),
    ({ body: { state } }) => state === 'done' || state === 'dead',
  )
  assert.equal(ended.body.state, 'done', String(ended.body.lastError))
  const releases = await until(
    () => call('GET', '/releases'),
    answer =>
      items(answer).length === 2 &&
      items(answer).every(({ standing }) => isRecord(standing) && standing.outcome !== 'unknown'),
  )
  const outcomes = items(releases).map(({ version, standing }) => [
    version,
    isRecord(standing) ? standing.outcome : undefined,
  ])
  assert.deepEqual(outcomes, [
    ['0.9.1', 'breaks'],
    ['0.9.2', 'survives'],
  ])
  assert.equal((await call('POST', '/sample')).status, 409)
  assert.equal((await call('DELETE', '/sample')).status, 204)
  for (const path of ['/releases', '/endpoints', '/objects', '/rehearsal-plans'])
    assert.deepEqual(items(await call('GET', path)), [], path)
  const { state, items: due } = (await call('GET', '/agenda')).body
  assert.deepEqual([state, due], ['empty', []], 'the agenda is that of a new server')
  assert.equal((await call('DELETE', '/sample')).status, 404)
})
