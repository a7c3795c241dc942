import assert from 'node:assert/strict'
import { linkSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { memorySource } from '@foreseen/scan'
import { type Asking, askOnce } from '../../src/disk/asking.ts'
import type { Event } from '../../src/disk/file-scanner.ts'
import { createLinks } from '../../src/disk/links.ts'
import { tempFolder } from './tree.ts'

test('the engine is asked once for a file of several names, and again when it has changed or reads otherwise', async t => {
  const folder = tempFolder(t)
  const paths = ['a.gz', 'b.gz', 'in.br'].map(name => join(folder, name))
  const [a = '', b = '', br = ''] = paths
  writeFileSync(a, 'x')
  linkSync(a, b)
  linkSync(a, br)
  const events: Event[] = []
  const asked: string[] = []
  let containers = 0
  const asking: Asking = {
    counts: { files: 0, bytes: 0, containers: 0, members: 0, inflatedBytes: 0 },
    emit: event => events.push(event),
    events: () => events,
    links: createLinks(),
    engine: async () => ({
      async scan(_, path) {
        asked.push(path)
        events.push({ path: `${path}!x`, reason: 'limit', code: 'scan-limit-depth', detail: 'Too deep.' })
        return { containers, members: 0, inflatedBytes: 0, findings: 0, unseen: 1 }
      },
    }),
  }
  const ask = (path: string) => askOnce(asking, statSync(path), memorySource(new Uint8Array(1)), path)
  await ask(a)
  await ask(b)
  assert.deepEqual(asked, [a])
  assert.deepEqual(
    events.map(event => ('reason' in event ? event.path : '')),
    [`${a}!x`, `${b}!x`],
  )
  await ask(br)
  assert.deepEqual(asked, [a, br], 'brotli goes by its name')
  utimesSync(a, 1, 1)
  containers = 1
  await ask(a)
  await ask(b)
  assert.deepEqual(asked, [a, br, a, b], 'a container may call what it holds after itself')
})
