/** What a disk, a lock or another program does to a ledger is said by code, and nothing is half stored. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { type Ledger, LedgerFailure, openLedger, verifyLedger } from '@foreseen/ledger'
import { seededRandom, steppingClock } from '../engines.ts'
import { certificateAt, organisationIn, releaseIn, scanOf } from '../sample.ts'

let dir = ''
let made = 0
before(() => {
  dir = mkdtempSync(join(tmpdir(), 'foreseen-failures-'))
})
after(() => rmSync(dir, { recursive: true, force: true }))

const file = (): string => join(dir, `${++made}.ledger`)

const open = (address: string): Promise<Ledger> =>
  openLedger({ address, clock: steppingClock(), random: seededRandom(address) })

const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof LedgerFailure && error.code === code

test('an address that is none, a folder that is missing, a file that is something else', async () => {
  await assert.rejects(open('mysql://a/b'), hasCode('ledger-bad-url'))
  await assert.rejects(open(''), hasCode('ledger-bad-url'))
  await assert.rejects(open(join(dir, 'nowhere', 'a.ledger')), hasCode('ledger-cannot-open'))
  const text = file()
  writeFileSync(text, 'this is no database, and longer than the head of one would be: '.repeat(50))
  await assert.rejects(open(text), hasCode('ledger-not-a-ledger'))
  const foreign = file()
  const database = new DatabaseSync(foreign)
  database.exec('create table recipes (id integer)')
  database.close()
  await assert.rejects(open(foreign), hasCode('ledger-not-a-ledger'))
})

test('a server that is not there', async () => {
  await assert.rejects(
    open(`postgresql://nobody@/x?host=${encodeURIComponent(dir)}`),
    hasCode('ledger-unreachable'),
  )
})

test('a database that another program holds locked is waited for, then given up by code', async () => {
  const address = file()
  const ledger = await open(address)
  const other = new DatabaseSync(address)
  other.exec('begin immediate')
  const waiting = organisationIn(ledger)
  setTimeout(() => other.exec('rollback'), 300)
  await waiting
  other.exec('begin immediate')
  await assert.rejects(organisationIn(ledger), hasCode('ledger-locked'))
  other.exec('rollback')
  other.close()
  await organisationIn(ledger)
  await ledger.close()
})

async function readOnlyFile(): Promise<void> {
  const address = file()
  await (await open(address)).close()
  chmodSync(address, 0o400)
  await assert.rejects(open(address), (error: unknown) => error instanceof LedgerFailure)
}

// Root may write everything; what it cannot write stands on a read-only disk, below.
if (process.getuid?.() !== 0) test('a file that may only be read says so', readOnlyFile)

/** A folder on a disk of its own, of that many kilobytes; `undefined` where this machine does not allow it. */
function smallDisk(kilobytes: number): string | undefined {
  const folder = join(dir, `disk${++made}`)
  mkdirSync(folder)
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder])
  return status === 0 ? folder : undefined
}

test('a full disk: the push is refused whole, and goes on when there is room', async t => {
  const folder = smallDisk(3000)
  if (folder === undefined) return t.skip('may not mount a disk of its own: run as root')
  const ballast = join(folder, 'ballast')
  try {
    const ledger = await open(join(folder, 'a.ledger'))
    const by = await organisationIn(ledger)
    const release = await releaseIn(ledger, by, '1')
    const findings = Array.from({ length: 1500 }, (_, number) => certificateAt(number, number))
    writeFileSync(ballast, Buffer.alloc(1_900_000))
    await assert.rejects(
      ledger.findings.pushScan(by, scanOf(release, 1, findings)),
      hasCode('ledger-disk-full'),
    )
    assert.equal((await ledger.findings.listScans(release)).items.length, 0)
    assert.equal((await ledger.findings.listObjects()).items.length, 0)
    rmSync(ballast)
    await ledger.findings.pushScan(by, scanOf(release, 2, findings.slice(0, 100)))
    assert.deepEqual(await verifyLedger(ledger), [])
    await ledger.close()
  } finally {
    spawnSync('umount', ['-l', folder])
  }
})

test('a read-only disk is told, and the ledger opens again when it may be written', async t => {
  const folder = smallDisk(8000)
  if (folder === undefined) return t.skip('may not mount a disk of its own: run as root')
  try {
    const writer = await open(join(folder, 'a.ledger'))
    const by = await organisationIn(writer)
    await writer.close()
    spawnSync('mount', ['-o', 'remount,ro', folder])
    await assert.rejects(open(join(folder, 'a.ledger')), hasCode('ledger-read-only'))
    spawnSync('mount', ['-o', 'remount,rw', folder])
    const again = await open(join(folder, 'a.ledger'))
    await releaseIn(again, by, '1')
    await again.close()
  } finally {
    spawnSync('umount', ['-l', folder])
  }
})
