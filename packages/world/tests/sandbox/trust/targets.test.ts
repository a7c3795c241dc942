import assert from 'node:assert/strict'
import { existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { trustTargets } from '../../../src/sandbox/trust/targets.ts'
import { folder } from '../cast/scene.ts'

test('places are real, each once, folders first, none inside another', async () => {
  const targets = await trustTargets()
  for (const { path } of targets) assert.equal(realpathSync(path), path)
  assert.equal(new Set(targets.map(({ path }) => path)).size, targets.length)
  const kinds = targets.map(({ kind }) => kind.endsWith('-dir'))
  assert.deepEqual(
    kinds,
    [...kinds].sort((a, b) => Number(b) - Number(a)),
  )
  for (const { path, kind } of targets.filter(({ kind }) => kind.endsWith('-dir')))
    assert.ok(!targets.some(other => other.path.startsWith(`${path}/`)), `${path} ${kind}`)
})

test('the roots of this system are found', async t => {
  if (!existsSync('/etc/ssl/certs')) return t.skip('needs /etc/ssl/certs: apt-get install ca-certificates')
  const found = (await trustTargets({ env: {} })).map(({ path }) => path)
  assert.ok(found.includes(realpathSync('/etc/ssl/certs')))
})

test('a virtual environment and a Java runtime beside the system are found, through links', async t => {
  const dir = realpathSync(folder(t))
  const packages = join(dir, 'venv/lib/python3.11/site-packages/certifi')
  const security = join(dir, 'jdk/lib/security')
  const elsewhere = join(dir, 'elsewhere')
  for (const path of [packages, security, elsewhere, join(dir, 'bin')]) mkdirSync(path, { recursive: true })
  writeFileSync(join(packages, 'cacert.pem'), '')
  writeFileSync(join(elsewhere, 'roots'), '')
  symlinkSync(join(elsewhere, 'roots'), join(security, 'cacerts'))
  symlinkSync(join(dir, 'venv'), join(dir, 'venv/loop'))
  const env = { PATH: join(dir, 'bin'), JAVA_HOME: join(dir, 'jdk') }
  const found = await trustTargets({ roots: [dir], env })
  const own = found.filter(({ path }) => path.startsWith(dir))
  assert.deepEqual(own, [
    { path: join(elsewhere, 'roots'), kind: 'jks-file' },
    { path: join(packages, 'cacert.pem'), kind: 'pem-file' },
  ])
})
