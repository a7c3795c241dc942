/**
 * The recipes of docs/recipes, as they stand there, against Debian's Pebble: what is issued goes live only through
 * the gate. Each runs in a network of its own.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Station } from './stations.ts'

const script = fileURLToPath(new URL('perform.ts', import.meta.url))
const packages: Readonly<Record<string, string>> = { ip: 'iproute2', unshare: 'util-linux' }

function missing(programs: readonly string[]): string[] {
  return programs.filter(name => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0)
}

/** As root a network is made at once, otherwise together with a user namespace, where that is allowed. */
function unshareArgs(): readonly string[] | undefined {
  const ways = [['-n'], ['-rn']]
  return ways.find(way => spawnSync('unshare', [...way, 'true']).status === 0)
}

/** Performs a recipe and gives its stations; `undefined` when the test is skipped. */
function perform(t: TestContext, name: string, programs: readonly string[]): readonly Station[] | undefined {
  const absent = missing(['unshare', 'ip', 'pebble', 'curl', 'openssl', ...programs])
  const way = absent.length === 0 ? unshareArgs() : undefined
  if (way === undefined) {
    const wanted = absent.map(program => packages[program] ?? program).join(' ')
    t.skip(wanted === '' ? 'needs a network namespace' : `needs ${wanted}: apt-get install ${wanted}`)
    return undefined
  }
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-recipe-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  const inside = ['ip link set lo up; exec "$@"', 'sh', process.execPath, '--conditions=foreseen-source']
  const ran = spawnSync('unshare', [...way, 'sh', '-c', ...inside, script, name, dir], { encoding: 'utf8' })
  assert.equal(ran.status, 0, ran.stderr)
  const stations: readonly Station[] = JSON.parse(readFileSync(join(dir, 'stations.json'), 'utf8'))
  return stations
}

/** Exit code, live generation, and generations deployed so far, of each station. */
function seen(stations: readonly Station[]): string[] {
  return stations.map(({ code, live, deployed }) => `${code}: ${live} live, deployed ${deployed}`)
}

const issuedRefusedAccepted = ['0: 1 live, deployed 1', '10: 1 live, deployed 1', '0: 2 live, deployed 1 2']

test('certbot with a request of your own', t => {
  const stations = perform(t, 'certbot-csr', ['certbot'])
  if (stations === undefined) return
  // The last run orders nothing: the certificate is not due.
  assert.deepEqual(seen(stations), [...issuedRefusedAccepted, '0: 2 live, deployed 1 2'])
  assert.match(stations[1]?.output ?? '', /pinned \(10%; refused in the handshake/)
  assert.doesNotMatch(stations[2]?.output ?? '', /Requesting a certificate/)
})

test('certbot with a tree of its own', t => {
  const stations = perform(t, 'certbot-config-dir', ['certbot'])
  if (stations === undefined) return
  assert.deepEqual(seen(stations), [...issuedRefusedAccepted, '0: 2 live, deployed 1 2'])
  assert.match(stations[3]?.output ?? '', /live already; nothing was done/)
})

test('lego with a hook', t => {
  const stations = perform(t, 'lego-hook', ['lego'])
  if (stations === undefined) return
  assert.deepEqual(seen(stations), issuedRefusedAccepted)
})

test('the hooks of acme.sh, by their contract', t => {
  const stations = perform(t, 'acme.sh-hook', ['lego'])
  if (stations === undefined) return
  assert.deepEqual(seen(stations), issuedRefusedAccepted)
})

test("a failing deploy hook of certbot is no gate: the new certificate is live, and certbot's code is 0", t => {
  const stations = perform(t, 'certbot-deploy-hook', ['certbot'])
  if (stations === undefined) return
  const [, renewed, link] = stations
  assert.equal(renewed?.code, 0)
  assert.match(renewed?.output ?? '', /all renewals succeeded/)
  assert.match(renewed?.output ?? '', /deploy-hook' reported error code 1/)
  assert.match(link?.output ?? '', /fullchain2\.pem/)
})
