import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { restText, sendingText, sizeText } from '../../src/start/amount.ts'
import { foundText } from '../../src/start/found.ts'
import { guessRelease } from '../../src/start/guess.ts'

const table: readonly (readonly [string, string, string, string])[] = [
  ['joost-0.9.1.tgz', 'joost', '0.9.1', ''],
  ['joost_0.9.1_amd64.deb', 'joost', '0.9.1', 'linux-x64'],
  ['my-app-1.4.0-rc.2-linux-aarch64.tar.gz', 'my-app', '1.4.0-rc.2', 'linux-arm64'],
  ['App-2.3.1-arm64.dmg', 'App', '2.3.1', 'macos-arm64'],
  ['setup-3.4.exe', 'setup', '3.4', 'windows'],
  ['joost-0.9.1-1.el9.x86_64.rpm', 'joost', '0.9.1', 'linux-x64'],
  ['com.acme.shop-v12.apk', 'com.acme.shop', '12', 'android'],
  ['app-release.apk', 'app', '', 'android'],
  ['C:\\builds\\agent_v2.0_win64.zip', 'agent', '2.0', 'windows-x64'],
  ['firmware.bin', 'firmware', '', ''],
  ['x86_64-unknown-linux-musl-tool-1.0.tar.xz', 'tool', '1.0', 'linux-x64'],
  ['1.2.3.zip', '', '1.2.3', ''],
  ['', '', '', ''],
]

test('product, version and platform are guessed from a name', () => {
  for (const [name, product, version, platform] of table)
    assert.deepEqual(guessRelease(name), { product, version, platform }, name)
})

test('any name is read, and quickly', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400, unit: 'binary' }), name => {
      assert.ok(guessRelease(name).product.length <= 255)
    }),
  )
  assert.equal(typeof guessRelease('1.'.repeat(100_000)).version, 'string')
})

test('sizes, rates and the time left are said in words', () => {
  assert.equal(sizeText(0), '0 B')
  assert.equal(sizeText(999_600), '1 MB')
  assert.equal(sizeText(340_000_000), '340 MB')
  assert.equal(sizeText(1_250_000_000), '1.3 GB')
  assert.equal(sendingText(12e6, 340e6, 1000), '12 MB of 340 MB sent')
  assert.equal(sendingText(40e6, 340e6, 2000), '40 MB of 340 MB sent, 20 MB/s, 15 s left')
  assert.equal(sendingText(340e6, 340e6, 17_000), '340 MB of 340 MB sent, 20 MB/s')
  assert.equal(restText(9000), '2.5 h')
})

test('what a scan found is one sentence', () => {
  const found = (...kinds: readonly (readonly [string, number])[]) =>
    foundText({ kinds: kinds.map(([level, objects]) => ({ kind: level, level, objects })) })
  assert.equal(found(), 'It holds no certificate, key or pin, as far as it could be looked at.')
  assert.equal(found(['high', 1]), 'It holds one certificate, key or pin, of level high.')
  assert.equal(found(['low', 1]), 'It holds one certificate, key or pin, not of level high.')
  assert.equal(found(['high', 2], ['low', 146]), 'It holds 148 certificates, keys and pins, 2 of level high.')
  assert.equal(found(['low', 3]), 'It holds 3 certificates, keys and pins, none of level high.')
})
