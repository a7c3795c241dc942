import assert from 'node:assert/strict'
import { readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Unseen } from '@foreseen/facts'
import { readMounts } from '../../src/disk/mounts.ts'
import { createWalk } from '../../src/disk/walk.ts'
import { tempFolder } from './tree.ts'

const isLinux = process.platform === 'linux'
const exclude = isLinux ? readdirSync('/').filter(name => name !== 'proc') : []

function seenBelow(root: string): readonly Unseen[] {
  const unseen: Unseen[] = []
  const walk = createWalk([root], { include: [], exclude, onUnseen: record => unseen.push(record) })
  while (walk.take(1000).length > 0);
  return unseen
}

test('a file system of the kernel below a root is not entered', { skip: !isLinux }, () => {
  assert.equal(readMounts(['/']).hasKernelBelow, true)
  assert.deepEqual(
    seenBelow('/').map(({ path, code }) => [path, code]),
    [['/proc', 'disk-kernel-files']],
  )
})

test('nothing of the kernel stands below a folder of ours', { skip: !isLinux }, t => {
  const folder = tempFolder(t)
  assert.equal(readMounts([folder]).hasKernelBelow, false)
  symlinkSync('/proc', join(folder, 'link'))
  assert.deepEqual(seenBelow(folder), [])
})
