/** `kill -9` of a server at seeded moments while it takes scans, observations, installs and uploads in. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Ledger, openJobs, openLedger, systemTimers, uploadChunks, verifyLedger } from '@foreseen/ledger'
import { sources } from '@foreseen/server'
import { findingLine, jsonLines, summaryLine } from '../../../apps/server/tests/records.ts'
import { fixturePem } from '../../fixture-ca/read.ts'
import { ask, startVictim, tokenFor, type Victim } from './victim.ts'

/** What was promised to whoever talked to the server. */
interface Promised {
  /** Versions whose scan was acknowledged. */
  readonly scans: Set<string>
  readonly endpoints: Set<string>
  /** Versions whose artefact was taken, with the job that scans it. */
  readonly uploads: Map<string, string>
}

const places = 40
const talkers = 3
const patienceMs = 60_000

/** A scan of 40 places, most of them in other releases too. */
function scanLines(number: number): string {
  const records = Array.from({ length: places }, (_, at) =>
    findingLine((number * 7 + at) % 300, { path: `bin/app!${number}-${at}.pem`, offset: at }),
  )
  return jsonLines([...records, summaryLine(places)])
}

const isTaken = (status: number): boolean => status >= 200 && status < 300

/** Tells the server things until it breaks; notes what it acknowledged. Anything but an acceptance is a fault. */
async function talk(
  victim: Victim,
  token: string,
  promised: Promised,
  counter: { next: number },
  faults: string[],
): Promise<void> {
  const artefact = Buffer.from(`the certificate:\n${fixturePem('leaf')}\n`)
  for (;;) {
    const number = counter.next++
    const version = `1.${number}`
    const scan = await ask(victim.url, token, 'POST', `/scans?product=app&version=${version}`, {
      type: 'application/x-ndjson',
      bytes: scanLines(number),
    })
    if (scan === undefined) return
    if (isTaken(scan.status)) promised.scans.add(version)
    else faults.push(scan.text)
    // Loopback, which the server refuses to look at: nothing leaves this machine.
    const name = `127.1.${number >> 8}.${number & 255}:443`
    const endpoint = await ask(victim.url, token, 'POST', '/endpoints/import', {
      type: 'text/plain',
      bytes: name,
    })
    if (endpoint === undefined) return
    if (isTaken(endpoint.status)) promised.endpoints.add(name)
    else faults.push(endpoint.text)
    if (number % 3 !== 0) continue
    const upload = await ask(
      victim.url,
      token,
      'POST',
      `/uploads?product=sent&version=${version}&name=app.bin`,
      {
        type: 'application/octet-stream',
        bytes: artefact,
      },
    )
    if (upload === undefined) return
    if (isTaken(upload.status)) promised.uploads.set(version, JSON.parse(upload.text).job)
    else faults.push(upload.text)
  }
}

async function everyPage<T>(
  list: (after: string | undefined) => Promise<{ items: readonly T[]; next: string | undefined }>,
): Promise<T[]> {
  const all: T[] = []
  for (let after: string | undefined; ; ) {
    const { items, next } = await list(after)
    all.push(...items)
    if (next === undefined) return all
    after = next
  }
}

/** What is not as it was promised. */
async function broken(ledger: Ledger, organisation: string, promised: Promised): Promise<string[]> {
  const faults = (await verifyLedger(ledger)).map(({ detail }) => detail)
  const releases = await everyPage(after =>
    ledger.releases.list({ organisation, limit: 500, ...(after === undefined ? {} : { after }) }),
  )
  const byName = new Map(releases.map(release => [`${release.productName} ${release.version}`, release.id]))
  if (byName.size !== releases.length) faults.push('a release is there twice')
  for (const version of promised.scans) {
    const scans = await ledger.findings.listScans(byName.get(`app ${version}`) ?? '')
    if (scans.items.length !== 1) faults.push(`scan of ${version}: ${scans.items.length}`)
    if (scans.items[0]?.findings !== places) faults.push(`places of ${version}`)
  }
  for (const version of promised.uploads.keys()) {
    const scans = await ledger.findings.listScans(byName.get(`sent ${version}`) ?? '')
    if (scans.items.length !== 1) faults.push(`artefact ${version}: ${scans.items.length} scans`)
  }
  const present = await ledger.endpoints.listPresent(organisation)
  const hosts = new Set(present.map(({ host, port }) => `${host}:${port}`))
  for (const name of promised.endpoints) if (!hosts.has(name)) faults.push(`endpoint ${name} is gone`)
  return faults
}

/** Whether each attempt ended with a kill: such a job is dead, as `docs/jobs.md` promises, until somebody revives it. */
const isWornOut = (job: { state?: unknown; lastError?: unknown }): boolean =>
  job.state === 'dead' && String(job.lastError).startsWith('jobs-lease-lost')

/** Waits until all artefacts are scanned: their jobs were taken over from whoever was killed. */
async function settle(victim: Victim, token: string, promised: Promised): Promise<string[]> {
  const faults: string[] = []
  for (const [version, job] of promised.uploads) {
    for (let tries = 0; ; tries++) {
      const answer = await ask(victim.url, token, 'GET', `/jobs/${job}`)
      const told = answer === undefined ? { state: 'server gone' } : JSON.parse(answer.text)
      const { state } = told
      if (state === 'done') break
      if (isWornOut(told) && tries <= 1500) await ask(victim.url, token, 'POST', `/jobs/${job}/revive`)
      else if (state === 'dead' || state === 'server gone' || tries > 1500) {
        faults.push(`job of ${version}: ${String(state)} ${answer?.text ?? ''}`)
        break
      }
      await wait(100)
    }
  }
  return faults
}

/** What a long fight came to. */
export interface Fight {
  readonly faults: readonly string[]
  readonly scans: number
  readonly uploads: number
}

/**
 * Starts, talks, kills, and starts again; then counts. `random` draws the moments, 0 to 1; without a URL the
 * database is the file in the data directory.
 */
export async function fight(kills: number, random: () => number, databaseUrl = ''): Promise<Fight> {
  const data = mkdtempSync(join(tmpdir(), 'foreseen-kill-'))
  const promised: Promised = { scans: new Set(), endpoints: new Set(), uploads: new Map() }
  const faults: string[] = []
  try {
    const token = await tokenFor(data, databaseUrl)
    const counter = { next: 0 }
    for (let round = 0; round < kills; round++) {
      const victim = await startVictim(data, databaseUrl)
      const talking = Promise.all(
        Array.from({ length: talkers }, () => talk(victim, token, promised, counter, faults)),
      )
      // A slow machine says nothing within the first moments: the last kill waits for something to lose.
      const until = performance.now() + (round === kills - 1 ? patienceMs : 0)
      while ((promised.scans.size === 0 || promised.uploads.size === 0) && performance.now() < until)
        await wait(10)
      await wait(random() * 900)
      await victim.kill()
      await talking
    }
    const last = await startVictim(data, databaseUrl)
    faults.push(...(await settle(last, token, promised)))
    await last.end()
    faults.push(...(await look(data, databaseUrl, promised, kills * talkers)))
    return { faults, scans: promised.scans.size, uploads: promised.uploads.size }
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

async function look(
  data: string,
  databaseUrl: string,
  promised: Promised,
  mostLeft: number,
): Promise<string[]> {
  const address = databaseUrl === '' ? join(data, 'foreseen.db') : databaseUrl
  const ledger = await openLedger({ address, ...sources })
  const jobs = await openJobs(address, { timers: systemTimers, random: Math.random, worker: 'look' })
  try {
    const [organisation] = await ledger.accounts.listOrganisations()
    const faults = await broken(ledger, organisation?.id ?? '', promised)
    const counts = await jobs.counts()
    for (const { kind, state, count } of counts) if (state === 'dead') faults.push(`${count} dead ${kind}`)
    const depot = join(data, 'uploads')
    const files = existsSync(depot) ? readdirSync(depot) : []
    const left = databaseUrl === '' ? files : await uploadChunks(ledger).list()
    // Each kill cuts off one artefact of each talker at most; housekeeping takes it away ten minutes later.
    if (left.length > mostLeft) faults.push(`${left.length} artefacts are left`)
    return faults
  } finally {
    await jobs.close()
    await ledger.close()
  }
}
