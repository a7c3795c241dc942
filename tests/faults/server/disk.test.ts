import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('./small-disk.ts', import.meta.url))
const works = (words: readonly string[]): boolean =>
  spawnSync('unshare', [...words, 'true'], { stdio: 'ignore' }).status === 0
const ways = [['--mount'], ['--user', '--map-root-user', '--mount']].filter(works)
const skip =
  ways.length > 0 ? false : 'no mount namespaces here: install util-linux and allow user namespaces'

test('a full disk and a read-only one: said, nothing half stored, and over when they are', { skip }, () => {
  const argv = [...(ways[0] ?? []), process.execPath, '--conditions=foreseen-source', program]
  const ran = spawnSync('unshare', argv, { encoding: 'utf8', timeout: 240_000 })
  assert.equal(ran.status, 0, ran.stderr)
  const said = JSON.parse(ran.stdout)
  assert.equal(said.before, '200')
  assert.match(said.full, /^503 There is no room left where the database lies/)
  assert.equal(said.read, 200)
  assert.equal(said.emptied, '200')
  assert.match(said.readOnly, /the server ended before it listened/)
  assert.match(ran.stderr, /cannot be used: its disk is read-only/)
  assert.equal(said.writable, '200')
  assert.deepEqual(said.hosts, ['127.0.0.2', '127.0.0.3', '127.0.0.4'])
  assert.deepEqual(said.faults, [])
})
