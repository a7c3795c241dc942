import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pinHpkpDetector as detector } from '../../src/detectors/pin-hpkp.ts'
import { catchesOf, join } from '../detecting.ts'
import { survivesMutations } from './pin-properties.ts'
import { expected, lines, pin256 } from './pin-samples.ts'

const header = `Header set Public-Key-Pins "pin-sha256=\\"${pin256('a')}\\"; pin-sha256=\\"${pin256('b')}\\"; max-age=5184000; report-uri=\\"https://report.example.com/p\\""`
const chromium = `PinsListTimestamp\n1649894400\n\nTestSPKI\nsha256/${'A'.repeat(43)}=\n\nGTSRootR1\nsha256/${pin256('c')}\n`
const firefox = `static const char kGTS_Root_R1Fingerprint[] =\n  "${pin256('d')}";\n\nstatic const PRTime kPreloadPKPinsExpirationTime = INT64_C(1741000000000000);\n`

test('headers, Chromium and Firefox lists', () => {
  assert.deepEqual(lines(catchesOf(detector, join(header))), [expected('hpkp', 'a'), expected('hpkp', 'b')])
  assert.deepEqual(lines(catchesOf(detector, join(chromium))), [expected('chromium-static', 'c')])
  const [one, ...more] = catchesOf(detector, join(firefox))
  assert.ok(one?.type === 'pin' && more.length === 0)
  assert.deepEqual(lines([one]), [expected('firefox-static', 'd')])
  assert.deepEqual([one.label, one.expiresMs], ['GTS_Root_R1', 1_741_000_000_000])
})

test('decoys: the RFC, placeholders, pins in program code', () => {
  const decoys = [
    'Public-Key-Pins: pin-sha256="d6qzRu9zOECb90Uez27xWltNsj0e1Md7GkYYkVoZWmM="; max-age=259200',
    'pin-sha256="base64+primary=="; pin-sha256="base64+backup=="',
    `pin-sha256="${'A'.repeat(43)}="`,
    `.add("example.com", "sha256/${pin256('a')}")`,
    `const char kFingerprint[] = "${pin256('a').slice(0, 20)}";`,
  ]
  for (const text of decoys) assert.deepEqual(lines(catchesOf(detector, join(text))), [], text)
})

test('mutations', () => survivesMutations(detector, [header, chromium, firefox]))
