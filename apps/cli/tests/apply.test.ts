/** `foreseen apply` against a real server on loopback, with the example of its page. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { root } from '../../../tests/house.ts'
import { parseApply, parseWanted } from '../src/options/apply.ts'
import { openPushServer, type PushServer } from './push-fixture.ts'
import { foreseen, tempFolder } from './run.ts'

const page = readFileSync(join(root, 'docs/apply.md'), 'utf8')
const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''

let server: PushServer
before(async () => {
  server = await openPushServer()
})
after(() => server.close())

test('the example of the page is planned, asked for, done, and done once', async t => {
  const dir = tempFolder(t)
  writeFileSync(join(dir, 'foreseen.yaml'), example)
  const words = ['apply', 'foreseen.yaml', '--server', server.url, '--token-file', server.tokenFile]
  const dry = await foreseen([...words, '--dry-run'], dir)
  assert.equal(dry.code, 0, dry.stderr)
  assert.match(dry.stdout, /^7 to create\.\n\ndo +what +name\n/)
  assert.match(dry.stdout, /^create {2}release +joost 0\.9\.1$/m)
  for (const line of dry.stdout.split('\n')) assert.ok(line.length <= 80, line)
  const unasked = await foreseen(words, dir)
  assert.equal(unasked.code, 2)
  assert.match(unasked.stderr, /Give --yes/)
  assert.deepEqual((await server.get('/releases')).items, [], 'nothing was done')
  const done = await foreseen([...words, '--yes'], dir)
  assert.equal(done.code, 0, done.stderr)
  assert.match(done.stdout, /^7 created\.$/m)
  const again = await foreseen([...words, '--yes'], dir)
  assert.equal(again.stdout, 'Nothing to do: the server is as the file says.\n')
  writeFileSync(join(dir, 'foreseen.yaml'), example.replace('support: ending', 'support: ended'))
  const changed = await foreseen([...words, '--yes'], dir)
  assert.match(changed.stdout, /^1 changed\.$/m)
  assert.match(changed.stdout, /^ {2}support: ending -> ended$/m)
})

test('what the server refuses is told with its place, and nothing is done', async t => {
  const dir = tempFolder(t)
  writeFileSync(join(dir, 'a.yaml'), 'products: [{name: never, releases: [{version: 1, support: gone}]}]')
  const words = ['apply', 'a.yaml', '--server', server.url, '--yes']
  const ran = await foreseen(words, dir, { FORESEEN_TOKEN: server.token })
  assert.equal(ran.code, 2)
  assert.match(ran.stderr, /body\/products\/0\/releases\/0\/support/)
  assert.deepEqual((await server.get('/releases?query=never')).items, [])
})

test('what is wrong with a file is said with its line, before the server is asked', () => {
  const problems = (text: string): string[] => {
    const read = parseWanted('f.yaml', text)
    return read.ok ? [] : read.problems.map(({ detail, remedy }) => `${detail} ${remedy}`)
  }
  assert.match(problems('produkts: []')[0] ?? '', /line 1: .*produkts.*Did you mean products/s)
  assert.match(problems('products:\n  - name: a\n    relases: []')[0] ?? '', /line 3.*releases/s)
  assert.match(problems('products:\n  - releases: []').join(), /name is missing/)
  assert.match(problems('schema: foreseen.apply/2')[0] ?? '', /another one/)
  assert.match(problems('products: {}')[0] ?? '', /no list/)
  assert.match(problems('- a')[0] ?? '', /no mapping/)
  assert.match(problems('a: [')[0] ?? '', /not readable/)
  assert.match(problems(`# ${'x'.repeat(1 << 20)}`)[0] ?? '', /1 MiB/)
  const read = parseWanted('f', 'products: [{name: a, releases: [{version: 0.10, supportedUntil: null}]}]')
  assert.ok(read.ok)
  const release = read.value.products?.[0]?.releases?.[0]
  assert.deepEqual([release?.version, release?.supportedUntil], ['0.10', null])
})

test('the published schema takes the example, and nothing that is misspelt', () => {
  const schema = JSON.parse(readFileSync(join(root, 'docs/formats/foreseen-yaml.schema.json'), 'utf8'))
  const published = new Ajv2020({ strict: false, allowUnionTypes: true }).compile(schema)
  const taken = (text: string): boolean => published(parse(text))
  assert.ok(taken(example), JSON.stringify(published.errors))
  assert.ok(!taken('produkts: []'))
  assert.ok(!taken('products: [{name: a, releases: [{version: 1, support: gone}]}]'))
  assert.ok(!taken('endpoints: [{plan: {}}]'))
  const sent = parseWanted('f', example)
  assert.ok(sent.ok && published(sent.value), JSON.stringify(published.errors))
})

test('a server and a token are needed', () => {
  const codes = (raw: object, env = {}) => {
    const read = parseApply(['f'], raw as Record<string, unknown>, env)
    return read.ok ? [] : read.problems.map(({ code }) => code)
  }
  assert.deepEqual(codes({}), ['push-bad-server', 'push-missing-token'])
  const env = { FORESEEN_SERVER: 'http://localhost:1', FORESEEN_TOKEN: `fsn_${'a'.repeat(40)}` }
  assert.deepEqual(codes({}, env), [])
})
