/** The stage in a network namespace that owns all addresses: hardwired addresses, names, port 80. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { WireEvent } from '@foreseen/facts'
import type { StagedRunEnd } from '../../../src/sandbox/parts.ts'
import { fixtureHost, kindsOf, leafSha256 } from './fake-cast.ts'

const child = fileURLToPath(new URL('network-child.ts', import.meta.url))
const routes =
  'ip link set lo up && ip route add local 0.0.0.0/0 dev lo && (ip -6 route add local ::/0 dev lo || true) && exec "$@"'

/** How a namespace can be had here, or why not. */
function namespaceArguments(): readonly string[] | string {
  for (const args of [['-n'], ['-r', '-n']]) {
    try {
      execFileSync('unshare', [...args, 'sh', '-c', routes, 'sh', 'true'], { stdio: 'ignore' })
      return args
    } catch {}
  }
  return 'no network namespace to be had here (Debian: util-linux, iproute2; user namespaces allowed)'
}

interface Seen {
  readonly alone: Readonly<Record<'own' | 'hardwired' | 'hardwired6' | 'literal' | 'plain', string>> & {
    readonly names: unknown
  }
  readonly told: readonly number[]
  readonly apart: Readonly<Record<'own' | 'other' | 'hardwired', string>>
  readonly ends: readonly StagedRunEnd[]
  readonly late: string
  readonly same: string
  readonly sameEnds: readonly StagedRunEnd[]
  readonly free: string
  readonly first: readonly WireEvent[]
  readonly second: readonly WireEvent[]
}

const found = namespaceArguments()
const base = leafSha256('leaf')

test('all addresses of a namespace reach the stage', {
  skip: typeof found === 'string' ? found : false,
}, () => {
  const args = [...found, 'sh', '-c', routes, 'sh', process.execPath, '--conditions=foreseen-source', child]
  const ran = spawnSync('unshare', args, { encoding: 'utf8', timeout: 30_000 })
  assert.equal(ran.status, 0, ran.stderr)
  const seen: Seen = JSON.parse(ran.stdout)
  const { alone, apart, ends, sameEnds, first } = seen
  // One run: whatever address is meant, it is this run's.
  assert.deepEqual([alone.own, alone.hardwired, alone.hardwired6, alone.literal], [base, base, base, base])
  assert.deepEqual(
    first.filter(event => event.kind === 'opened').map(({ address, port }) => `${address} ${port}`),
    [
      '127.1.0.1 443',
      '198.51.100.23 443',
      '2001:db8::5 443',
      '203.0.113.9 8443',
      '192.0.2.80 80',
      '127.1.0.1 443',
    ],
  )
  const hosts = first.filter(event => event.kind === 'hello').map(event => event.host)
  assert.deepEqual(hosts, [fixtureHost, fixtureHost, fixtureHost, '203.0.113.9', fixtureHost])
  assert.match(alone.plain, /pkix-crl[\s\S]*list$/)
  assert.deepEqual(alone.names, [['127.1.0.1'], 'ENODATA', [127, 1, 0, 1], [127, 1, 0, 1]])
  // Two runs that play different things: a hardwired address is nobody's.
  assert.deepEqual(apart, { own: base, other: leafSha256('leaf-rekeyed'), hardwired: 'closed' })
  assert.equal(kindsOf(seen.second).filter(kind => kind === 'opened').length, 1)
  for (const end of [...ends, ...sameEnds]) assert.match(end.mixed, /198\.51\.100\.23 came while 2 runs/)
  assert.deepEqual(ends[0]?.namesAsked, ['api.joost.test', 'edns.joost.test', 'tcp.joost.test'])
  assert.deepEqual(ends[1]?.namesAsked, [])
  // A run that is over is over; two that play the same are answered, and heard by neither.
  assert.deepEqual([seen.late, seen.same, seen.free], ['closed', base, 'closed'])
})
