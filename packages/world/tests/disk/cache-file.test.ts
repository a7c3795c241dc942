import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { FileKey, Remembered } from '../../src/disk/cache.ts'
import { openFileCache } from '../../src/disk/cache-file.ts'
import { tempFolder } from './tree.ts'

const key = (ino: number): FileKey => ({ dev: 7, ino, size: 10 * ino, mtimeMs: 1.25, ctimeMs: 2.5 })
const setup = { limits: {}, passwords: [] }

function remembered(path: string): Remembered {
  const at = { path, offset: 3, lengthBytes: 2 }
  const base = {
    at,
    encoding: 'der',
    detector: 'twin',
    within: undefined,
    label: undefined,
    hosts: [],
  } as const
  const finding = { ...base, type: 'public-key', spkiSha256: 'ab', spki: Uint8Array.of(1, 2, 255) } as const
  const plain = JSON.parse(JSON.stringify({ ...finding, spki: undefined }))
  return { path, events: [{ ...plain, spki: finding.spki }], containers: 1, members: 2, inflatedBytes: 3 }
}

test('what is asked for goes over to the next cache, bytes and all', t => {
  const path = join(tempFolder(t), 'cache')
  const first = openFileCache(path, setup)
  first.store(key(1), remembered('a'))
  first.store(key(2), 'clean')
  first.store(key(3), remembered('gone'))
  first.save()

  const second = openFileCache(path, setup)
  assert.deepEqual(second.load(key(1)), remembered('a'))
  assert.equal(second.load(key(2)), 'clean')
  assert.equal(second.load({ ...key(1), size: 11 }), undefined)
  second.store(key(4), remembered('new'))
  second.save()

  const third = openFileCache(path, setup)
  assert.deepEqual(third.load(key(1)), remembered('a'))
  assert.equal(third.load(key(2)), 'clean')
  assert.deepEqual(third.load(key(4)), remembered('new'))
  assert.equal(third.load(key(3)), undefined)
})
