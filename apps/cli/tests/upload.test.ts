/** A real archive, sent to a real server and scanned by a process of its own. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { issue } from '../../../tests/fixture-ca/issue.ts'
import { scanner } from '../src/serve/scanner.ts'
import { openPushServer } from './push-fixture.ts'
import { tempFolder } from './run.ts'

test('a tar.gz that is sent is scanned by its own name, told with its bytes, and not kept', async t => {
  const server = await openPushServer(scanner)
  t.after(() => server.close())
  const dir = tempFolder(t)
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const toy = { name: 'a', key }
  const subject = 'CN=www.joost.example'
  const dates = { notBefore: new Date(Date.UTC(2026, 0, 1)), notAfter: new Date(Date.UTC(2027, 0, 1)) }
  const der = await issue({ subject, toy, issuer: { subject, toy }, ...dates, serial: '77', ca: false })
  mkdirSync(join(dir, 'joost/bin'), { recursive: true })
  writeFileSync(
    join(dir, 'joost/bin/joost'),
    Buffer.concat([Buffer.from('\x7fELF program '), der, key.export({ type: 'pkcs8', format: 'der' })]),
  )
  execFileSync('tar', ['-czf', 'joost 0.9.1.tar.gz', 'joost'], { cwd: dir })
  const bytes = readFileSync(join(dir, 'joost 0.9.1.tar.gz'))
  const query = 'product=joost&version=0.9.1&name=joost%200.9.1.tar.gz'
  const answer = await fetch(`${server.url}/api/v1/uploads?${query}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.token}`,
      'content-type': 'application/octet-stream',
      connection: 'close',
    },
    body: bytes,
  })
  const { job, release } = (await answer.json()) as { job: string; release: string }
  assert.equal(answer.status, 202, job)
  const deadline = performance.now() + 60_000
  let state = await server.get(`/jobs/${job}`)
  while (state.state === 'waiting' || state.state === 'running') {
    assert.ok(performance.now() < deadline, JSON.stringify(state))
    state = await server.get(`/jobs/${job}`)
  }
  assert.equal(state.state, 'done', state.lastError ?? '')
  assert.equal(state.progress?.share, 0.95)
  const [found] = (await server.get('/objects?query=www.joost.example')).items
  const whole = await server.get(`/objects/${found?.id}`)
  assert.match(String(whole.certificate?.pem), /^-----BEGIN CERTIFICATE-----/)
  const places = (await server.get(`/releases/${release}/occurrences`)).items
  const paths = places.map(({ record }) => String(Reflect.get(Object(record), 'path')))
  assert.ok(paths.includes('joost 0.9.1.tar.gz!joost/bin/joost'), paths.join())
  const kept = join(server.data, 'uploads')
  assert.deepEqual(existsSync(kept) ? readdirSync(kept) : [], [])
})
