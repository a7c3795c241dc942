import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sealedTextDetector as detector } from '../../src/detectors/sealed-text.ts'
import { catchesOf, filler, join, spansInside } from '../detecting.ts'

const seen = (bytes: Uint8Array): string[] =>
  catchesOf(detector, bytes).map(one => {
    assert.ok(one.type === 'sealed' && one.detail.length > 20)
    return one.what
  })

const hex = '66386439653132616465'.repeat(8)

test('what is closed is said once, with what would open it', () => {
  const sops = (name: string): string => `${name}: ENC[AES256_GCM,data:Tr7o1hY=,iv:1=,tag:k=,type:str]\n`
  const files: Readonly<Record<string, Uint8Array>> = {
    'ansible-vault': join(`$ANSIBLE_VAULT;1.1;AES256\n${hex}\n`),
    sops: join(sops('ca.crt'), sops('key'), sops('more')),
    'git-crypt': join('\0GITCRYPT\0', filler(200)),
    'openssl-enc': join('Salted__', filler(200)),
  }
  for (const [what, bytes] of Object.entries(files)) assert.deepEqual(seen(bytes), [what])
})

test('an indented vault in a larger file, with its id', () => {
  assert.deepEqual(seen(join(`secret: !vault |\n  $ANSIBLE_VAULT;1.2;AES256;prod\n      ${hex}\n`)), [
    'ansible-vault',
  ])
})

test('words are not what they name', () => {
  const decoys = [
    'if text.startswith("$ANSIBLE_VAULT;1.1;AES256"):\n  pass',
    'const prefix = "ENC[AES256_GCM,"',
    'Salted__',
    'x Salted__ and more than thirty-two octets after it',
    ' \0GITCRYPT\0 not at the start of the file, long enough',
  ]
  for (const text of decoys) assert.deepEqual(seen(join(text)), [], text)
})

test('any bytes after a mark: no throw, spans inside', () => {
  const marks = ['$ANSIBLE_VAULT;', 'ENC[AES256_GCM,', '\0GITCRYPT\0', 'Salted__']
  fc.assert(
    fc.property(fc.constantFrom(...marks), fc.uint8Array({ maxLength: 300 }), (mark, rest) => {
      const bytes = join(mark, rest)
      assert.ok(spansInside(catchesOf(detector, bytes), bytes))
    }),
  )
})
