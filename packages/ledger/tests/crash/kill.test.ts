/** `kill -9` at any moment of a push: what was acknowledged is there, nothing is half there, work goes on. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Ledger, verifyLedger } from '@foreseen/ledger'
import { onBothEngines, seededRandom } from '../engines.ts'
import { organisationIn } from '../sample.ts'

const pusher = fileURLToPath(new URL('pusher.ts', import.meta.url))

/** Moments at which a program is killed; more by the environment, for long runs. */
const rounds = Number(process.env.FORESEEN_KILLS ?? 4)

const occurrences = 1500

interface Said {
  /** Scans acknowledged, by number. */
  readonly done: ReadonlyMap<number, string>
  readonly begun: number
}

/** Lets the program begin a push, waits for a part of a push's time, kills it, and answers what it had said. */
async function runAndKill(
  address: string,
  organisation: string,
  from: number,
  afterMs: number,
): Promise<Said> {
  const argv = ['--conditions=foreseen-source', pusher, address, organisation, String(from)]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  const pushing = new Promise<void>(resolve => {
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part
      if (text.includes(`done ${from} `)) resolve()
    })
  })
  const ended = once(child, 'close')
  await Promise.race([pushing, ended])
  await wait(afterMs)
  child.kill('SIGKILL')
  await ended
  const lines = text.split('\n').map(line => line.split(' '))
  const done = lines
    .filter(([word]) => word === 'done')
    .map(([, number, scan]) => [Number(number), scan ?? ''] as const)
  return {
    done: new Map(done),
    begun: Math.max(...lines.filter(([word]) => word === 'begin').map(([, n]) => Number(n))),
  }
}

async function check(ledger: Ledger, acknowledged: ReadonlyMap<number, string>): Promise<void> {
  const scans = await ledger.read.selectFrom('scans').select(['id', 'seq', 'findings']).execute()
  for (const [number, id] of acknowledged)
    assert.ok(
      scans.some(scan => scan.id === id),
      `push ${number} was acknowledged and is gone`,
    )
  for (const { seq, findings } of scans) {
    const row = await ledger.read
      .selectFrom('occurrences')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('scan', '=', seq)
      .executeTakeFirstOrThrow()
    assert.deepEqual([findings, row.n], [occurrences, occurrences], 'a scan is half there')
  }
  const events = await ledger.read
    .selectFrom('events')
    .select('subject')
    .where('kind', '=', 'scan.pushed')
    .execute()
  assert.deepEqual(events.map(({ subject }) => subject).sort(), scans.map(({ id }) => id).sort())
  assert.deepEqual(await verifyLedger(ledger), [])
}

onBothEngines('kill -9', fresh => {
  test('everything acknowledged is there after every kill', async () => {
    const address = await fresh.address()
    const first = await fresh.open(address)
    const { organisation } = await organisationIn(first)
    await first.close()
    const chance = seededRandom(`kills on ${fresh.name}`)
    const acknowledged = new Map<number, string>()
    let next = 0
    for (let round = 0; round < rounds; round++) {
      const afterMs = ((chance(1)[0] ?? 0) / 255) * 400
      const said = await runAndKill(address, organisation, next, afterMs)
      for (const [number, scan] of said.done) acknowledged.set(number, scan)
      assert.ok(said.done.size > 0, 'the program acknowledged something before it was killed')
      const ledger = await fresh.open(address)
      await check(ledger, acknowledged)
      await ledger.close()
      next = said.begun + 1
    }
  })
})
