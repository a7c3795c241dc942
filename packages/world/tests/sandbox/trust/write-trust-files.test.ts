import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { parseCertificate } from '@foreseen/x509'
import { openCast } from '../../../src/sandbox/cast/open-cast.ts'
import type { Cast } from '../../../src/sandbox/parts.ts'
import { subjectHash } from '../../../src/sandbox/trust/subject-hash.ts'
import { writeTrustFiles } from '../../../src/sandbox/trust/write-trust-files.ts'
import { folder, host, needs, noMaterials, nowMs, scenarios } from '../cast/scene.ts'

let cast: Cast

before(async () => {
  const hosts = [host('api.example.test')]
  cast = await openCast({ hosts, scenarios, materials: noMaterials, hostRoots: [], nowMs })
})

const env = { PATH: process.env.PATH }

function run(command: string, args: readonly string[], cwd = '/'): string {
  return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: 'pipe' })
}

test('links are those of OpenSSL, and OpenSSL verifies by them', async t => {
  if (!needs(t, 'openssl', 'openssl')) return
  const dir = folder(t)
  const files = await writeTrustFiles(dir, cast.roots('both'))
  const names = readdirSync(files.dir)
  assert.equal(names.filter(name => /^root-\d+\.pem$/.test(name)).length, 3)
  for (const name of names.filter(name => /^[0-9a-f]{8}\.0$/.test(name))) {
    const target = readlinkSync(join(files.dir, name))
    assert.equal(
      run('openssl', ['x509', '-noout', '-hash', '-in', target], files.dir).trim(),
      name.slice(0, 8),
    )
  }
  const { chainPem } = await cast.credentials({ scenario: 'baseline', serverName: '', shiftDays: 0 })
  const leaf = join(dir, 'leaf.pem')
  writeFileSync(leaf, chainPem)
  for (const place of [files.dir, join(files.extracted, 'pem/directory-hash')])
    run('openssl', ['verify', '-no-CAfile', '-CApath', place, '-untrusted', leaf, leaf])
  run('openssl', ['verify', '-CAfile', files.pem, '-no-CApath', '-untrusted', leaf, leaf])
  assert.ok(existsSync(join(files.extracted, 'pem/tls-ca-bundle.pem')))
})

test('the hash of a subject is that of OpenSSL for names in odd clothes', t => {
  if (!needs(t, 'openssl', 'openssl')) return
  const dir = folder(t)
  const subjects = [
    '/C=NL/O=  Spaces   between /CN=Upper CASE',
    '/CN=Zoë Ünïcode',
    '/DC=test/DC=example/emailAddress=A@Example.test/CN=x',
    '/C=NL/CN=multi+OU=Second+O=Third',
    '/CN=',
  ]
  for (const [index, subject] of subjects.entries()) {
    for (const mask of ['utf8only', 'default', 'MASK:0x0800']) {
      const config = join(dir, 'c.cnf')
      const lines = `[req]\ndistinguished_name=dn\nstring_mask=${mask}\n[dn]\n`
      writeFileSync(config, lines)
      const out = join(dir, `${index}.pem`)
      const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-utf8']
      const rest = [
        '-config',
        config,
        '-multivalue-rdn',
        '-subj',
        subject,
        '-keyout',
        join(dir, 'k'),
        '-out',
        out,
      ]
      try {
        run('openssl', [...args, ...rest])
      } catch {
        // A string type that cannot hold the text.
        continue
      }
      const name = run('openssl', ['x509', '-noout', '-hash', '-in', out]).trim()
      assert.equal(subjectHash(subjectOf(new X509Certificate(readFileSync(out)))), name, `${subject} ${mask}`)
    }
  }
})

/** The subject's bytes: the sixth field of the signed part, the version being there. */
function subjectOf(certificate: X509Certificate): Uint8Array {
  const parsed = parseCertificate(certificate.raw)
  assert.ok(parsed.ok)
  return parsed.value.subject.der
}

test('the hash of a subject is that of every root of this machine', t => {
  const dir = '/etc/ssl/certs'
  const links = existsSync(dir) ? readdirSync(dir).filter(name => /^[0-9a-f]{8}\.0$/.test(name)) : []
  if (links.length === 0) return t.skip('needs /etc/ssl/certs: apt-get install ca-certificates')
  const wrong = links.filter(
    name => subjectHash(subjectOf(new X509Certificate(readFileSync(join(dir, name))))) !== name.slice(0, 8),
  )
  assert.deepEqual(wrong, [])
})

test('two roots of one name get two links', async t => {
  const other = await openCast({
    hosts: [host('b.example.test')],
    scenarios: scenarios.slice(0, 1),
    materials: noMaterials,
    hostRoots: [],
    nowMs,
  })
  const [first, second] = [cast.roots('old')[0], other.roots('old')[0]]
  assert.ok(first && second)
  const files = await writeTrustFiles(folder(t), [first, second, first])
  const links = readdirSync(files.dir).filter(name => lstatSync(join(files.dir, name)).isSymbolicLink())
  assert.deepEqual(links.map(name => name.slice(8)).sort(), ['.0', '.1'])
})

test('keytool lists the Java store with its password and without one', async t => {
  if (!needs(t, 'keytool', 'default-jre-headless')) return
  const files = await writeTrustFiles(folder(t), cast.roots('both'))
  for (const password of [['-storepass', 'changeit'], []]) {
    const said = run('keytool', ['-list', '-keystore', files.jks, ...password])
    assert.equal(said.match(/trustedCertEntry/g)?.length, 3, said)
  }
})

test('certutil lists the roots of the database', async t => {
  if (!needs(t, 'certutil', 'libnss3-tools')) return
  const files = await writeTrustFiles(folder(t), cast.roots('old'))
  assert.notEqual(files.nssdb, '')
  const said = run('certutil', ['-L', '-d', `sql:${files.nssdb}`])
  assert.equal(said.match(/^root-\d+\s+C,,/gm)?.length, 2, said)
  assert.deepEqual(readdirSync(files.nssdb).sort(), ['cert9.db', 'key4.db', 'pkcs11.txt'])
})

test('a store without roots loads, and trusts nobody', async t => {
  const dir = folder(t)
  const files = await writeTrustFiles(dir, cast.roots('host'))
  assert.equal(readFileSync(files.pem, 'utf8').match(/BEGIN/g)?.length, 1)
  if (!needs(t, 'openssl', 'openssl')) return
  const { chainPem } = await cast.credentials({ scenario: 'baseline', serverName: '', shiftDays: 0 })
  writeFileSync(join(dir, 'leaf.pem'), chainPem)
  assert.throws(
    () => run('openssl', ['verify', '-CAfile', files.pem, '-untrusted', 'leaf.pem', 'leaf.pem'], dir),
    /unable to get (local )?issuer certificate/,
  )
})

test('a folder that cannot be written is said so', async () => {
  await assert.rejects(writeTrustFiles('/dev/null/store', cast.roots('old')), { code: 'trust-unwritable' })
})
