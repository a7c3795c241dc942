import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { policyText } from '../../src/http/policy.ts'
import { StartFailure } from '../../src/http/refusal.ts'
import { pagesRoom } from '../../src/pages/room.ts'
import { open } from '../fixture.ts'

const directory = mkdtempSync(join(tmpdir(), 'foreseen-pages-'))
after(() => rmSync(directory, { recursive: true, force: true }))
const document = '<!doctype html><title>Foreseen</title>'
const script = 'export const answer = 42\n'
mkdirSync(join(directory, 'assets'))
writeFileSync(join(directory, 'index.html'), document)
writeFileSync(join(directory, 'mark.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
writeFileSync(join(directory, 'assets/index-AbCd1234.js'), script)
writeFileSync(join(directory, 'assets/index-AbCd1234.js.gz'), gzipSync(script))
writeFileSync(join(directory, 'assets/.hidden'), 'secret')
writeFileSync(join(directory, 'secret.txt'), 'secret')

const openPages = () => open({}, { rooms: [() => pagesRoom(directory)] })

test('every page is the same document under the policy, asked for anew each time', async () => {
  const { server, call } = await openPages()
  after(() => server.close())
  for (const path of ['/', '/releases', '/releases/rel_1?tab=x', '/forecast/fct_1/3', '/no/such/page']) {
    const { status, text, headers } = await call('GET', path)
    assert.equal(status, 200, path)
    assert.equal(text, document)
    assert.equal(headers['content-security-policy'], policyText)
    assert.equal(headers['cache-control'], 'no-cache')
    assert.match(String(headers['content-type']), /^text\/html/)
    const again = await call('GET', path, { headers: { 'if-none-match': String(headers.etag) } })
    assert.equal(again.status, 304)
  }
  assert.equal((await call('HEAD', '/releases')).status, 200)
})

test('files whose name holds their digest are kept for good, compressed for who takes it', async () => {
  const { server, call } = await openPages()
  after(() => server.close())
  const plain = await call('GET', '/assets/index-AbCd1234.js')
  assert.equal(plain.text, script)
  assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.match(String(plain.headers['content-type']), /javascript/)
  const packed = await call('GET', '/assets/index-AbCd1234.js', { headers: { 'accept-encoding': 'gzip' } })
  assert.equal(packed.headers['content-encoding'], 'gzip')
  assert.equal(packed.headers.vary, 'accept-encoding')
  assert.match(String(packed.headers['content-type']), /javascript/)
})

test('what is missing is a problem and not a page; nothing outside is reached', async () => {
  const { server, call } = await openPages()
  after(() => server.close())
  const paths = [
    '/assets/gone-AbCd1234.js',
    '/assets/.hidden',
    '/assets/..%2fsecret.txt',
    '/assets/%2e%2e/secret.txt',
    '/secret.txt',
    '/favicon.ico',
    '/api',
    '/api/v1/nothing',
    '/api/nothing',
    '/%2e%2e/%2e%2e/etc/passwd.txt',
  ]
  for (const path of paths) {
    const { status, at, text } = await call('GET', path)
    assert.equal(status, 404, `${path}: ${text}`)
    assert.equal(at('code'), 'server-not-found', path)
  }
  assert.equal((await call('POST', '/releases')).status, 404)
  assert.equal((await call('GET', '/api/v1/invitations')).status, 405)
})

test('pages that were never built stop the start, with the command that builds them', () => {
  assert.throws(
    () => pagesRoom(join(directory, 'assets')),
    (error: unknown) =>
      error instanceof StartFailure &&
      error.code === 'server-bad-option' &&
      /npm run build/.test(error.message),
  )
})
