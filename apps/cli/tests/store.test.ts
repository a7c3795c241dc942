/** Commands around a server's data directory: what they keep, compare, and refuse. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { readOidc } from '../src/serve/oidc.ts'
import { bin, foreseen, tempFolder } from './run.ts'

/** A data directory with an owner and a token in it. */
async function dataWith(t: TestContext): Promise<{ readonly dir: string; readonly data: string }> {
  const dir = tempFolder(t)
  const data = join(dir, 'data')
  const password = join(dir, 'password')
  writeFileSync(password, 'correct horse battery\n')
  const made = await foreseen(
    ['user', 'add', 'ana@example.org', '--role', 'owner', '--password-file', password, '--data', data],
    dir,
  )
  assert.deepEqual([made.code, made.stdout], [0, 'ana@example.org may sign in as owner.\n'], made.stderr)
  return { dir, data }
}

test('an account is made once, with a link or a password; a token is shown once', async t => {
  const { dir, data } = await dataWith(t)
  const again = await foreseen(['user', 'add', 'ana@example.org', '--data', data], dir)
  assert.equal(again.code, 2)
  assert.match(again.stderr, /There is an account of ana@example\.org already\. \[server-conflict\]/)
  const link = await foreseen(
    ['user', 'link', 'ana@example.org', '--url', 'https://f.example/', '--data', data],
    dir,
  )
  assert.match(link.stdout, /\n {2}https:\/\/f\.example\/#\/[a-z]+\/[\w-]{43}\n$/)
  const token = await foreseen(['token', 'add', 'ci', '--scope', 'push', '--days', '2', '--data', data], dir)
  assert.match(token.stdout, /^fsn_[0-9A-Za-z_-]+\n$/)
  assert.match(token.stderr, /shown this once/)
  const none = await foreseen(['token', 'add', 'ci', '--data', data], dir)
  assert.match(none.stderr, /it is not said what the token may do/)
  const unknown = await foreseen(['user', 'remove', 'ana@example.org', '--data', data], dir)
  assert.match(unknown.stderr, /"remove" is not known here/)
})

test('a backup is compared, restored to an empty place only, and the log is followed to its head', async t => {
  const { dir, data } = await dataWith(t)
  const file = join(dir, 'b.ledger')
  const backup = await foreseen(['backup', file, '--data', data], dir)
  assert.equal(backup.code, 0, backup.stderr)
  const head = /Head of the log: (\S+)/.exec(backup.stdout)?.[1] ?? ''
  const twice = await foreseen(['backup', file, '--data', data], dir)
  assert.match(twice.stderr, /\[ledger-target-not-empty\]/)
  const restored = await foreseen(['restore', file, '--data', join(dir, 'new')], dir)
  assert.match(restored.stdout, /compared with/)
  assert.equal((await foreseen(['restore', file, '--data', join(dir, 'new')], dir)).code, 2)
  const sound = await foreseen(['ledger', 'verify', '--head', head, '--data', join(dir, 'new')], dir)
  assert.match(sound.stdout, /^The ledger is what was put into it/)
  const moved = await foreseen(['db', 'move', '--to', join(dir, 'moved.db'), '--data', data], dir)
  assert.match(moved.stdout, /both sides are the same/)
})

test('a ledger that was altered is told, with what and where', async t => {
  const { dir, data } = await dataWith(t)
  const database = new DatabaseSync(join(data, 'foreseen.db'))
  for (const { name } of database.prepare("select name from sqlite_master where type = 'trigger'").all())
    database.exec(`drop trigger "${String(name)}"`)
  database.exec("update events set body = '{}' where seq = 2")
  database.close()
  const verified = await foreseen(['ledger', 'verify', '--json', '--data', data], dir)
  const { sound, faults } = JSON.parse(verified.stdout)
  assert.deepEqual([verified.code, sound, faults[0].room, faults[0].subject], [1, false, 'events', '2'])
  const none = await foreseen(['ledger', 'verify', '--data', join(dir, 'none')], dir)
  assert.match(none.stderr, /there is no ledger in .* \[ledger-not-found\]/)
  assert.ok(!existsSync(join(dir, 'none')))
  assert.match(
    (await foreseen(['ledger', 'check', '--data', data], dir)).stderr,
    /"ledger check" is not known/,
  )
})

/** Lines of a program until one fits. */
async function lineOf(child: ChildProcess, wanted: RegExp): Promise<string> {
  if (child.stdout === null) throw new Error('the program has no output')
  for await (const line of createInterface({ input: child.stdout })) if (wanted.test(line)) return line
  throw new Error(`the program ended without ${wanted.source}`)
}

test('serve answers on loopback, says where it keeps things, and ends in order', async t => {
  const dir = tempFolder(t)
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', '--data', 'kept'], {
    cwd: dir,
    env: { ...process.env, DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  t.after(() => child.kill('SIGKILL'))
  const lines: string[] = []
  child.stdout.setEncoding('utf8').on('data', text => lines.push(text))
  const url = /http:\/\/127\.0\.0\.1:[0-9]+/.exec(await lineOf(child, /Foreseen listens at/))?.[0] ?? ''
  assert.equal((await fetch(`${url}/readyz`)).status, 200)
  assert.deepEqual(readdirSync(dir), ['kept'])
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  assert.deepEqual(await ended, [0, null])
  assert.match(lines.join(''), /#\/setup\/[\w-]{43}/)
  assert.match(lines.join(''), /Everything is kept in .*kept\. Ctrl-C ends it\./)
})

test('what cannot be started says why', async t => {
  const dir = tempFolder(t)
  const port = await foreseen(['serve'], dir, { FORESEEN_PORT: '99999' })
  assert.match(
    port.stderr,
    /FORESEEN_PORT is "99999", which is no whole number from 0 to 65535\. \[cli-bad-number\]/,
  )
  writeFileSync(join(dir, 'file'), '')
  const data = await foreseen(['serve', '--data', 'file', '--port', '0'], dir)
  assert.match(data.stderr, /\[server-data-directory\]/)
  const database = await foreseen(['worker', '--data', 'kept'], dir, { DATABASE_URL: 'mysql://x' })
  assert.match(database.stderr, /\[ledger-bad-url\]/)
  const path = await foreseen(['serve', '--data', 'kept', '--port', '0'], dir, { DATABASE_URL: 'db.test/x' })
  assert.match(path.stderr, /\[ledger-bad-url\]/, 'a slip is no name of a file')
  assert.match(data.stderr, /file cannot be used: it is no directory\./)
})

test('serve takes an OpenID provider from a file, and says what is wrong with one', async t => {
  const dir = tempFolder(t)
  const file = join(dir, 'oidc.yaml')
  writeFileSync(file, 'issuer: https://id.example.test\nclientId: f\nname: Example ID\n')
  const words = ['serve', '--port', '0', '--data', 'kept', '--oidc-file', file]
  const without = await foreseen(words, dir)
  assert.match(without.stderr, /oidc needs publicUrl.* \[server-bad-option\]/s)
  const child = spawn(process.execPath, [bin, ...words, '--public-url', 'http://localhost:1'], {
    cwd: dir,
    env: { ...process.env, DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  t.after(() => child.kill('SIGKILL'))
  await lineOf(child, /Foreseen listens at/)
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  assert.deepEqual(await ended, [0, null])
  for (const [text, code] of [
    ['a: [', 'rehearse-bad-yaml'],
    ['- a', 'rehearse-bad-value'],
  ]) {
    writeFileSync(file, text ?? '')
    const read = readOidc(file)
    assert.ok('problems' in read)
    assert.equal(read.problems[0]?.code, code)
  }
})
