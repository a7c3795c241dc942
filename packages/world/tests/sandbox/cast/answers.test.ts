import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { promisify } from 'node:util'
import { certificateFacts, parseCertificate, parseRevocationList } from '@foreseen/x509'
import { openCast } from '../../../src/sandbox/cast/open-cast.ts'
import { certificatePem } from '../../../src/sandbox/cast/pins.ts'
import type { Cast } from '../../../src/sandbox/parts.ts'
import { folder, host, needs, noMaterials, nowMs, opensslVerify, scenarios, store } from './scene.ts'

const dayMs = 86_400_000
const none = new Uint8Array()
let cast: Cast

before(async () => {
  const hosts = [host('api.example.test')]
  const moved = scenarios.map(one => (one.id === 're-keyed' ? { ...one, clockDays: 59 } : one))
  cast = await openCast({ hosts, scenarios: moved, materials: noMaterials, hostRoots: [], nowMs })
})

async function addresses(serverName = 'api.example.test') {
  const asked = { scenario: 'baseline', serverName, shiftDays: 0 }
  const { chainPem } = await cast.credentials(asked)
  const [leaf = ''] = chainPem.split(/(?<=-----END CERTIFICATE-----\n)/)
  const parsed = parseCertificate(Buffer.from(leaf.replace(/-----[^-]+-----|\n/g, ''), 'base64'))
  assert.ok(parsed.ok)
  const { ocspUrls, crlUrls, caIssuersUrls } = certificateFacts(parsed.value)
  assert.deepEqual(caIssuersUrls, [], 'nobody can fetch the missing intermediate of a stand-in')
  return { chainPem, ocsp: new URL(ocspUrls[0] ?? ''), list: new URL(crlUrls[0] ?? '') }
}

for (const serverName of ['api.example.test', 'telemetry.example.org']) {
  test(`OpenSSL takes the responder's answer for ${serverName}`, async t => {
    if (!needs(t, 'openssl', 'openssl')) return
    const dir = folder(t)
    const { chainPem, ocsp } = await addresses(serverName)
    const [leaf = '', issuer = ''] = chainPem.split(/(?<=-----END CERTIFICATE-----\n)/)
    const roots = store(cast, 'old')
    const own = issuer || certificatePem(cast.roots('old').at(-1) ?? none)
    writeFileSync(join(dir, 'leaf.pem'), leaf)
    writeFileSync(join(dir, 'issuer.pem'), own)
    writeFileSync(join(dir, 'roots.pem'), roots)
    const paths: string[] = []
    const server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', async () => {
        paths.push(request.url ?? '')
        const body = Buffer.concat(parts)
        const answer = await cast.answer(ocsp.hostname, request.method ?? '', request.url ?? '', body)
        response.writeHead(answer?.status ?? 500, { 'Content-Type': answer?.type ?? '' }).end(answer?.body)
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    t.after(() => server.close())
    const address = server.address()
    assert.ok(address !== null && typeof address === 'object')
    const url = `http://127.0.0.1:${address.port}${ocsp.pathname}`
    const args = ['ocsp', '-issuer', 'issuer.pem', '-cert', 'leaf.pem', '-CAfile', 'roots.pem', '-url', url]
    const { stdout, stderr } = await promisify(execFile)('openssl', args, { cwd: dir })
    assert.match(stdout, /leaf\.pem: good/)
    assert.match(stderr, /Response verify OK/)
    assert.doesNotMatch(stderr, /nonce/i)
    assert.deepEqual(paths, [ocsp.pathname])
    const ask = ['ocsp', '-issuer', 'issuer.pem', '-cert', 'leaf.pem', '-no_nonce', '-reqout', 'request.der']
    await promisify(execFile)('openssl', ask, { cwd: dir })
    const inPath = encodeURIComponent(readFileSync(join(dir, 'request.der')).toString('base64'))
    const got = await cast.answer(ocsp.hostname, 'GET', `${ocsp.pathname}/${inPath}`, none)
    assert.equal(got?.body[6], 0, 'successful')
  })
}

test('OpenSSL takes the revocation list, which holds on every day that a clock is moved to', async t => {
  const { chainPem, list } = await addresses()
  const answer = await cast.answer(`${list.hostname}:80`, 'GET', list.pathname, none)
  assert.equal(answer?.type, 'application/pkix-crl')
  const parsed = parseRevocationList(answer?.body ?? none)
  assert.ok(parsed.ok)
  assert.ok((parsed.value.nextUpdateMs ?? 0) > nowMs + 60 * dayMs)
  if (!needs(t, 'openssl', 'openssl')) return
  const dir = folder(t)
  const body = Buffer.from(answer?.body ?? none).toString('base64')
  const lines = body.match(/.{1,64}/g)?.join('\n')
  writeFileSync(join(dir, 'list.pem'), `-----BEGIN X509 CRL-----\n${lines}\n-----END X509 CRL-----\n`)
  const verdict = opensslVerify(dir, chainPem, store(cast, 'old'), ['-crl_check', '-CRLfile', 'list.pem'])
  assert.equal(verdict, '')
})

test('what is no request, or nobody’s, is said so', async () => {
  const { ocsp, list } = await addresses()
  const status = async (path: string, body: Uint8Array): Promise<number | undefined> =>
    (await cast.answer(ocsp.hostname, 'POST', path, body))?.body[4]
  assert.equal(await status(ocsp.pathname, none), 1)
  assert.equal(await status(ocsp.pathname, Buffer.alloc(100_000, 0x30)), 1)
  assert.equal((await cast.answer(list.hostname, 'GET', '/0000.crl', none))?.status, 404)
  assert.equal((await cast.answer(ocsp.hostname, 'GET', '/%', none))?.body[4], 1)
  assert.equal(await cast.answer('api.example.test', 'GET', '/', none), undefined)
})
