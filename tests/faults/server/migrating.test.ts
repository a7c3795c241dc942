/** `kill -9` while an old ledger is brought to the newest schema: it is the old one or the new one, and goes on. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openLedger, verifyLedger } from '@foreseen/ledger'
import { sources } from '@foreseen/server'
import { createRandom } from '../../../bench/random.ts'
import { migrations } from '../../../packages/ledger/src/migrations/list.ts'

const program = fileURLToPath(new URL('./migrating.ts', import.meta.url))
const kills = Number(process.env.FORESEEN_KILLS ?? 6)

/** A ledger of the seventh schema with so much in it that the later ones take their time. */
async function oldLedger(file: string): Promise<void> {
  const ledger = await openLedger({ address: file, ...sources, migrations: migrations.slice(0, 7) })
  const organisation = await ledger.accounts.createOrganisation('system', 'Old')
  await ledger.close()
  const database = new DatabaseSync(file)
  database.exec(`
    insert into products values ('pro_1', '${organisation}', 'app', 1);
    insert into releases (id, product, version, platform, artefact_sha256, support, created_ms)
      values ('rel_1', 'pro_1', '1', '', '', 'supported', 1);
    insert into scans (seq, id, release, artefact_sha256, program, digest, at_ms, totals, findings, unseen, created_ms)
      values (1, 'sca_1', 'rel_1', '', '', 'd', 1, '{}', 30000, 0, 1);
    with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 30000)
      insert into objects (id, identity, type, sha256, subject, search)
      select n, 'certificate:' || n, 'certificate', n, 'CN=host-' || n, 'cn=host-' || n from numbers;
    insert into occurrences (scan, ordinal, object, kind, level, path, place, length, encoding, detector, detail)
      select 1, id, id, 'hardwired-leaf', 'high', 'a', id, 1, 'pem', 'pem', '' from objects;
  `)
  database.close()
}

/** Opens it in a program of its own; kills that so long after it began, or lets it end. Answers how long it took. */
async function open(file: string, killAfterMs?: number): Promise<number | 'killed'> {
  const argv = ['--conditions=foreseen-source', program, file]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  await once(lines, 'line')
  const began = performance.now()
  const done = once(lines, 'line').then(() => performance.now() - began)
  if (killAfterMs !== undefined) {
    await Promise.race([wait(killAfterMs), ended])
    child.kill('SIGKILL')
  }
  const [code] = await ended
  return code === 0 ? await done : 'killed'
}

test(`a ledger whose migration is killed at ${kills} moments is whole`, async t => {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-migrating-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  const old = join(dir, 'old.db')
  await oldLedger(old)
  const file = join(dir, 'ledger.db')
  copyFileSync(old, file)
  const wholeMs = await open(file)
  assert.ok(wholeMs !== 'killed')
  const { next } = createRandom(20261123)
  let interrupted = 0
  for (let round = 0; round < kills; round++) {
    for (const ending of ['', '-wal', '-shm']) rmSync(`${file}${ending}`, { force: true })
    copyFileSync(old, file)
    if ((await open(file, wholeMs * next())) === 'killed') interrupted++
    const ledger = await openLedger({ address: file, ...sources })
    const [organisation] = await ledger.accounts.listOrganisations()
    assert.equal((await ledger.releases.list({ organisation: organisation?.id ?? '' })).items.length, 1)
    assert.equal((await ledger.findings.listObjects({ text: 'host-29999' })).items.length, 1)
    assert.deepEqual(await verifyLedger(ledger), [])
    await ledger.close()
  }
  assert.ok(interrupted > 0, 'no kill fell into a migration')
})
