/** The compose file's own command lines, without containers: a server that takes no jobs, two workers, PostgreSQL. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { postgresMissing, startCluster } from '../../packages/ledger/tests/postgres.ts'
import { root } from '../house.ts'
import { type Compose, readYaml } from './yaml.ts'

const directory = mkdtempSync(join(tmpdir(), 'foreseen-compose-'))
after(() => rmSync(directory, { recursive: true, force: true }))
const { services } = readYaml(readFileSync(join(root, 'deploy/compose.yaml'), 'utf8')) as Compose

/** A service's command here: its secret is a file of the test, its directory too. */
function start(name: string, urlFile: string, env: NodeJS.ProcessEnv): ChildProcess {
  const words = (services[name]?.command ?? []).map(word =>
    word.replace('/run/secrets/database-url', urlFile).replace(/\$\{\w+:-([^}]*)\}/, '$1'),
  )
  const own = { FORESEEN_DATA: join(directory, name), DATABASE_URL: '', ...env }
  const bin = join(root, 'apps/cli/bin/foreseen.js')
  return spawn(process.execPath, [bin, ...words], { env: { ...process.env, ...own }, stdio: 'pipe' })
}

async function said(child: ChildProcess, wanted: RegExp): Promise<string> {
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', part => {
      text += part
    })
  while (!wanted.test(text)) {
    assert.equal(child.exitCode, null, text)
    await wait(100)
  }
  return text
}

test('server and two workers of the compose file share a database, are ready, and end in order', {
  skip: postgresMissing,
}, async () => {
  const cluster = await startCluster()
  after(() => cluster.stop())
  const urlFile = join(directory, 'database-url')
  writeFileSync(urlFile, `${await cluster.database()}\n`)
  const server = start('server', urlFile, { FORESEEN_HOST: '127.0.0.1', FORESEEN_PORT: '0' })
  after(() => server.kill('SIGKILL'))
  const log = await said(
    server,
    /Server listening at .*Everything is kept in|Everything is kept in.*Server listening at/s,
  )
  const workers = ['worker', 'second-worker'].map(name => start(name, urlFile, {}))
  for (const worker of workers) {
    after(() => worker.kill('SIGKILL'))
    await said(worker, /The worker takes jobs/)
  }
  const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(log) ?? assert.fail(log)
  const ready = await fetch(`${address}/readyz`)
  assert.equal(ready.status, 200, await ready.text())
  for (const child of [...workers, server]) {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    assert.deepEqual(await ended, [0, null])
  }
})
