/** Units, compose file, proxy, alerts and dashboard: what they name exists, and what can judge them does. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openMetrics } from '../../apps/server/src/metrics/metrics.ts'
import { root } from '../house.ts'
import { commandLinesOf, faultsOf } from './commands.ts'
import { type Compose, readYaml } from './yaml.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const directory = mkdtempSync(join(tmpdir(), 'foreseen-deploy-'))
after(() => rmSync(directory, { recursive: true, force: true }))

/** `key=value` lines of a unit by section; a key may come several times. */
function unitOf(text: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>()
  let section = ''
  for (const line of text.split('\n').filter(line => line.trim() !== '' && !line.startsWith('#'))) {
    section = /^\[(\w+)\]$/.exec(line)?.[1] ?? section
    if (line.startsWith('[')) continue
    const [, key = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? assert.fail(`no key: ${line}`)
    const name = `${section}.${key}`
    values.set(name, [...(values.get(name) ?? []), value])
  }
  return values
}

const units = ['foreseen', 'foreseen-worker'] as const

for (const name of units) {
  const text = read(`deploy/${name}.service`)
  const unit = unitOf(text)

  test(`${name}.service: the command exists, and the service holds nothing that it does not need`, () => {
    const [node, program, ...words] = unit.get('Service.ExecStart')?.[0]?.split(' ') ?? []
    assert.equal(node, '/usr/bin/node')
    assert.equal(program, '/opt/foreseen/apps/cli/bin/foreseen.js')
    assert.ok(existsSync(join(root, 'apps/cli/bin/foreseen.js')))
    assert.deepEqual(faultsOf(words), [])
    const demanded = {
      DynamicUser: 'yes',
      StateDirectory: name,
      ProtectSystem: 'strict',
      ProtectHome: 'yes',
      NoNewPrivileges: 'yes',
      CapabilityBoundingSet: '',
      PrivateDevices: 'yes',
      RestrictNamespaces: 'yes',
    }
    for (const [key, value] of Object.entries(demanded))
      assert.deepEqual(unit.get(`Service.${key}`), [value], key)
    for (const key of ['MemoryMax', 'TasksMax', 'SystemCallFilter'])
      assert.ok(unit.has(`Service.${key}`), key)
  })

  const missing = existsSync('/usr/bin/systemd-analyze')
    ? false
    : 'needs systemd-analyze (Debian package systemd)'
  test(`${name}.service: systemd reads it, and finds little to attack`, { skip: missing }, () => {
    // Programs named by a unit must be there to be verified; these are on every machine.
    const file = join(directory, `${name}.service`)
    writeFileSync(file, text.replace(/^ExecStart=\S+/m, 'ExecStart=/usr/bin/env'))
    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' })
    assert.equal(`${verified.status} ${verified.stdout}${verified.stderr}`, '0 ')
    const judged = spawnSync('systemd-analyze', ['security', '--offline=yes', '--threshold=20', file], {
      encoding: 'utf8',
    })
    assert.equal(judged.status, 0, judged.stdout.split('\n').slice(-3).join('\n'))
  })
}

test('compose.yaml: each service is hardened, and every name in it leads somewhere', () => {
  const compose = readYaml(read('deploy/compose.yaml')) as Compose
  assert.deepEqual(Object.keys(compose.services), ['database', 'server', 'worker', 'second-worker'])
  const volumes = new Set<string>()
  for (const [name, service] of Object.entries(compose.services)) {
    assert.equal(service.read_only, true, name)
    assert.deepEqual(service.cap_drop, ['ALL'], name)
    assert.ok(service.security_opt?.includes('no-new-privileges:true'), name)
    for (const secret of service.secrets ?? []) assert.ok(secret in compose.secrets, secret)
    for (const network of service.networks ?? []) assert.ok(network in compose.networks, network)
    for (const volume of service.volumes ?? []) {
      const [source = ''] = volume.split(':')
      assert.ok(source in compose.volumes, source)
      assert.ok(!volumes.has(source), `${source} belongs to one service`)
      volumes.add(source)
    }
    // Whatever is published is published to this machine alone.
    for (const port of service.ports ?? []) assert.match(port, /^127\.0\.0\.1:/)
    if (name === 'database') continue
    assert.deepEqual(faultsOf(service.command ?? []), [], name)
    const { context = '', dockerfile = '' } = service.build ?? {}
    assert.ok(existsSync(join(root, 'deploy', context, dockerfile)), name)
  }
  assert.doesNotMatch(read('deploy/compose.yaml'), /PASSWORD: |postgresql:\/\/\w+:\w/, 'a secret in the file')
})

test('the runner that is commented out names options that there are', () => {
  const line = /# +command: \[(runner, .*)\]/.exec(read('deploy/compose.yaml'))?.[1] ?? ''
  assert.deepEqual(faultsOf(line.split(', ')), [])
})

/** Blocks and directives of nginx, as far as braces and semicolons go. */
function nginxDirectives(text: string): readonly string[] {
  const plain = text.replace(/^\s*#.*$/gm, '')
  const words = plain.match(/"[^"]*"|[^\s;{}"]+|[;{}]/g) ?? []
  let depth = 0
  const directives: string[] = []
  let current: string[] = []
  for (const word of words) {
    if (!/^[;{}]$/.test(word)) {
      current.push(word)
      continue
    }
    if (word === '}') assert.deepEqual(current, [], 'a semicolon is missing')
    else directives.push(current.join(' '))
    current = []
    depth += word === '{' ? 1 : word === '}' ? -1 : 0
    assert.ok(depth >= 0)
  }
  assert.equal(depth, 0, 'a brace is missing')
  return directives
}

test('foreseen-nginx.conf: blocks close, streams are not held back, and its addresses are routes', () => {
  const text = read('deploy/foreseen-nginx.conf')
  const directives = nginxDirectives(text)
  const routes = read('apps/server/tests/account/access.test.ts')
  for (const path of directives.flatMap(line => /^location = (\/api\/\S+)$/.exec(line)?.[1] ?? []))
    assert.ok(routes.includes(` ${path}'`), path)
  const events = /location = \/api\/v1\/changes \{[^}]*\}/.exec(text)?.[0] ?? ''
  assert.match(events, /proxy_buffering off;/)
  const uploads = /location = \/api\/v1\/uploads \{[^}]*\}/.exec(text)?.[0] ?? ''
  assert.match(uploads, /client_max_body_size 8g;[^}]*proxy_request_buffering off;/)
  // Appended to what the client sent, it would let everybody choose an address.
  assert.match(text, /X-Forwarded-For \$remote_addr;/)
})

/** Names that a query asks for; labels, functions and words of the language are none. */
const figuresIn = (query: string): readonly string[] =>
  [...query.matchAll(/\b((?:foreseen|probe|process|nodejs)_\w+)\b/g)].map(match => match[1] ?? '')

async function exportedFigures(): Promise<ReadonlySet<string>> {
  const usual = [...(await openMetrics('0').registry.metrics()).matchAll(/^# TYPE (\w+)/gm)].map(
    match => match[1] ?? '',
  )
  const documented = [...read('docs/metrics.md').matchAll(/^\| `(\w+)` \|/gm)].map(match => match[1] ?? '')
  const own = [...usual, ...documented]
  return new Set([...own, ...own.flatMap(name => [`${name}_bucket`, `${name}_count`, `${name}_sum`])])
}

function queriesOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) =>
    key === 'expr' && typeof part === 'string' ? [part] : queriesOf(part),
  )
}

test('alerts and dashboard ask for figures that are exported, with brackets that close', async () => {
  const exported = await exportedFigures()
  const alerts = readYaml(read('deploy/alerts.yaml'))
  const dashboard: unknown = JSON.parse(read('deploy/grafana-dashboard.json'))
  for (const [file, queries] of [
    ['alerts.yaml', queriesOf(alerts)],
    ['grafana-dashboard.json', queriesOf(dashboard)],
  ] as const) {
    assert.ok(queries.length > 5, file)
    for (const query of queries) {
      const count = (mark: string) => query.split(mark).length
      assert.ok(count('(') === count(')') && count('{') === count('}') && count('[') === count(']'), query)
      for (const figure of figuresIn(query)) assert.ok(exported.has(figure), `${file}: ${figure}`)
      assert.ok(figuresIn(query).length > 0 || query.includes('up{'), query)
    }
  }
})

test('each alert says how bad it is, what happened and what to do', () => {
  const { groups } = readYaml(read('deploy/alerts.yaml')) as {
    groups: { rules: Record<string, unknown>[] }[]
  }
  const rules = groups.flatMap(({ rules }) => rules)
  assert.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length)
  for (const { alert, labels, annotations } of rules) {
    assert.match(String(Object(labels).severity), /^(warning|critical)$/, String(alert))
    for (const key of ['summary', 'description'])
      assert.ok(String(Object(annotations)[key]).length > 20, `${alert} ${key}`)
  }
})

test('panels do not lie on each other, and each asks for something', () => {
  const { panels } = JSON.parse(read('deploy/grafana-dashboard.json')) as {
    panels: { title: string; type: string; gridPos: { x: number; y: number; w: number; h: number } }[]
  }
  for (const [index, { title, gridPos: a, type }] of panels.entries()) {
    assert.ok(a.x + a.w <= 24, title)
    if (type !== 'row') assert.ok(queriesOf(panels[index]).length > 0, title)
    for (const { gridPos: b, title: other } of panels.slice(index + 1))
      assert.ok(
        a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y,
        `${title} and ${other}`,
      )
  }
})

test('docs/deploy.md: its commands and options exist, and its links lead to files', () => {
  const text = read('docs/deploy.md')
  const lines = commandLinesOf(text)
  assert.ok(lines.length >= 12, String(lines.length))
  for (const words of lines) assert.deepEqual(faultsOf(words), [], words.join(' '))
  for (const [, target = ''] of text.matchAll(/\]\(([^)#:]+)(?:#[\w-]+)?\)/g))
    assert.ok(existsSync(join(root, 'docs', target)), target)
})
