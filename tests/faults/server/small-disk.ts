/**
 * In a mount namespace of its own: a server on a disk of 40 MB that is filled to the last block and emptied, then
 * started on it while it is read-only, and when it is writable again. Prints one line of JSON; the namespace and the disk end with it.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLedger, verifyLedger } from '@foreseen/ledger'
import { sources } from '@foreseen/server'
import { ask, startVictim, tokenFor } from './victim.ts'

const mount = (...args: readonly string[]): void => {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`)
}

const disk = mkdtempSync(join(tmpdir(), 'foreseen-disk-'))
mount('-t', 'tmpfs', '-o', 'size=40m', 'foreseen-small', disk)
const data = join(disk, 'data')
mkdirSync(data)
const token = await tokenFor(data)
let victim = await startVictim(data)
const said: Record<string, unknown> = {}
const add = async (name: string): Promise<string> => {
  const answer = await ask(victim.url, token, 'POST', '/endpoints/import', {
    type: 'text/plain',
    bytes: name,
  })
  return `${answer?.status ?? 'none'} ${answer === undefined || answer.status < 400 ? '' : JSON.parse(answer.text).detail}`.trim()
}
try {
  said.before = await add('127.0.0.2')
  const filler = join(disk, 'filler')
  for (const block of [1 << 20, 4096, 1])
    try {
      for (;;) writeFileSync(filler, Buffer.alloc(block), { flag: 'a' })
    } catch {
      // Full for blocks of this size.
    }
  // The log of the database has some room that it wrote before: what is larger than that finds none.
  const many = Array.from({ length: 5000 }, (_, number) => `127.2.${number >> 8}.${number & 255}`).join('\n')
  said.full = await add(many)
  said.read = (await ask(victim.url, token, 'GET', '/endpoints'))?.status
  rmSync(filler)
  said.emptied = await add('127.0.0.3')
  await victim.end()
  mount('-o', 'remount,ro', disk)
  said.readOnly = await startVictim(data).then(
    () => 'it started',
    (error: unknown) => String(error),
  )
  mount('-o', 'remount,rw', disk)
  victim = await startVictim(data)
  said.writable = await add('127.0.0.4')
} finally {
  await victim.end()
}
const ledger = await openLedger({ address: join(data, 'foreseen.db'), ...sources })
const [organisation] = await ledger.accounts.listOrganisations()
const present = await ledger.endpoints.listPresent(organisation?.id ?? '')
said.hosts = present.map(({ host }) => host).sort()
said.faults = await verifyLedger(ledger)
await ledger.close()
process.stdout.write(`${JSON.stringify(said)}\n`)
