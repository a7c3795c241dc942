import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pinCommandDetector as detector } from '../../src/detectors/pin-command.ts'
import { catchesOf, join } from '../detecting.ts'
import { survivesMutations } from './pin-properties.ts'
import { expected, lines, pin256 } from './pin-samples.ts'

const list = `curl --pinnedpubkey "sha256//${pin256('a')};sha256//${pin256('b')}" https://api.example.com/v1\n`

test('pins of curl, libcurl, git and wget', () => {
  const found: readonly (readonly [string, readonly string[]])[] = [
    [list, [expected('curl', 'a', ['api.example.com']), expected('curl', 'b', ['api.example.com'])]],
    [
      `curl_easy_setopt(curl, CURLOPT_PINNEDPUBLICKEY,\n  "sha256//${pin256('c')}");`,
      [expected('curl', 'c')],
    ],
    [`git config http.pinnedpubkey sha256//${pin256('d')}`, [expected('git', 'd')]],
    [
      `[http "https://git.example.com"]\n\tsslVerify = true\n\tpinnedPubkey = sha256//${pin256('e')}\n`,
      [expected('git', 'e')],
    ],
    [
      `wget --pinnedpubkey=sha256//${pin256('f')} https://example.org/x`,
      [expected('wget', 'f', ['example.org'])],
    ],
  ]
  for (const [text, pins] of found) assert.deepEqual(lines(catchesOf(detector, join(text))), pins, text)
})

test('decoys: manuals, placeholders, single slashes', () => {
  const decoys = [
    'curl --pinnedpubkey "sha256//YhKJKSzoTt2b5FP18fvpHo7fJYqQCjAa3HWY3tvRMwE=" https://example.com',
    `sha256//${'A'.repeat(43)}=`,
    `"sha256/${pin256('a')}"`,
    `sha256//${pin256('a').slice(0, 40)}=`,
    'curl --pinnedpubkey keyfile.pem https://example.com',
  ]
  for (const text of decoys) assert.deepEqual(lines(catchesOf(detector, join(text))), [], text)
})

test('mutations', () => survivesMutations(detector, [list]))
