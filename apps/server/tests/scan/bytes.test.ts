/** Public bytes in a push: kept when they are what they are called, refused with the line when not. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { root } from '../../../../tests/house.ts'
import { takenBytes } from '../../src/scan/bytes.ts'
import { bytesLine, certificateLine, certify, newToy, sha256, spkiSha256 } from '../certificates.ts'
import { findingLine, jsonLines, summaryLine } from '../records.ts'
import { openWorkplace } from '../workplace.ts'

const place = await openWorkplace()
after(() => place.close())
const { call } = place
const owner = await place.owner()
const toy = newToy('t')
const issuer = { subject: 'CN=a.test', toy }
const der = await certify({ ...issuer, issuer, from: 0, to: 90 })
const pkcs8 = new Uint8Array(toy.key.export({ type: 'pkcs8', format: 'der' }))
const sec1 = new Uint8Array(toy.key.export({ type: 'sec1', format: 'der' }))

const push = (version: string, lines: readonly object[], findings: number) =>
  call('POST', `/api/v1/scans?product=joost&version=${version}`, {
    body: jsonLines([...lines, summaryLine(findings)]),
    headers: { 'content-type': 'application/jsonl' },
    as: owner,
  })

test('bytes are kept once, and a push that brings them later is news once', async () => {
  const finding = certificateLine(der)
  const bare = await push('1', [finding], 1)
  assert.equal(bare.status, 201, bare.text)
  const whole = await push('1', [finding, bytesLine(der)], 1)
  assert.deepEqual([whole.status, whole.at('scan')], [201, bare.at('scan')], whole.text)
  assert.equal((await push('1', [bytesLine(der), finding], 1)).status, 200)
  assert.equal((await push('1', [finding], 1)).status, 200)
  const objects = await call('GET', '/api/v1/objects', { as: owner })
  const object = await place.ledger.findings.getObject(Number(objects.at('items', 0, 'id')))
  assert.deepEqual(object.body, der)
})

test('what the bytes are not is refused with its line, and nothing is stored', async () => {
  const finding = certificateLine(der)
  const joined = Uint8Array.from([...der, ...pkcs8])
  const inside = (bytes: Uint8Array) => certificateLine(der, { sha256: sha256(bytes) })
  const cases: readonly (readonly [string, readonly object[], RegExp])[] = [
    ['another digest', [finding, { ...bytesLine(der), sha256: '0'.repeat(64) }], /body\/2.*digest/],
    ['a private key', [inside(pkcs8), bytesLine(pkcs8)], /body\/2.*only public bytes/],
    ['an older private key', [inside(sec1), bytesLine(sec1)], /body\/2.*only public bytes/],
    ['a private key behind', [inside(joined), bytesLine(joined)], /body\/2.*only public bytes/],
    ['as a public key', [finding, bytesLine(pkcs8, 'public-key')], /body\/2.*only public bytes/],
    ['as a request', [finding, bytesLine(der, 'certificate-request')], /body\/2.*only public bytes/],
    ['as itself', [finding, { ...bytesLine(pkcs8), of: 'private-key' }], /body\/2.*of/],
    ['named by nothing', [findingLine(5), bytesLine(der)], /body\/2.*No finding/],
    ['of another key', [certificateLine(der, { spkiSha256: '1'.repeat(64) }), bytesLine(der)], /another key/],
    ['cut', [finding, { ...bytesLine(der), base64: bytesLine(der).base64.slice(0, -5) }], /body\/2/],
    ['more', [finding, { ...bytesLine(der), note: 'x' }], /body\/2/],
    ['empty', [finding, { ...bytesLine(der), base64: '' }], /body\/2/],
    ['too long', [finding, { ...bytesLine(der), base64: 'A'.repeat(1_100_000) }], /Line 2 is longer/],
  ]
  for (const [name, lines, told] of cases) {
    const answer = await push('refused', lines, 1)
    assert.ok([400, 413].includes(answer.status), `${name}: ${answer.text}`)
    assert.match(answer.text, told, name)
    assert.ok(!answer.text.includes(Buffer.from(pkcs8).toString('base64').slice(20, 40)))
  }
  const releases = await call('GET', '/api/v1/releases?query=refused', { as: owner })
  assert.deepEqual(releases.at('items'), [])
})

test('a finding of a private key is taken, and stays without bytes', async () => {
  const finding = findingLine(9, {
    type: 'private-key',
    kind: 'private-key',
    sha256: null,
    spkiSha256: spkiSha256(der),
    format: 'pkcs8',
    encrypted: false,
    sealing: '',
  })
  assert.equal((await push('key', [finding], 1)).status, 201)
  const { items } = await place.ledger.findings.listObjects({ type: 'private-key' })
  assert.equal((await place.ledger.findings.getObject(items[0]?.id ?? 0)).body, null)
})

test('the published schema takes the same lines', () => {
  const read = (name: string) => JSON.parse(readFileSync(join(root, 'docs/formats', name), 'utf8'))
  const ajv = new Ajv2020({ strict: false }).addSchema(read('findings.schema.json'))
  const published = ajv.compile(read('push.schema.json'))
  const agree = (line: object, taken: boolean) => {
    assert.equal(published(line), taken, JSON.stringify(published.errors))
    assert.equal(typeof takenBytes(line) !== 'string', taken, JSON.stringify(line))
  }
  agree(bytesLine(der), true)
  agree({ ...bytesLine(der), of: 'private-key' }, false)
  agree({ ...bytesLine(der), more: 1 }, false)
  agree({ ...bytesLine(der), schema: 'foreseen.push/2' }, false)
  agree({ ...bytesLine(der), base64: '*' }, false)
  assert.ok(published(certificateLine(der)))
  assert.ok(published(summaryLine(1)))
})
