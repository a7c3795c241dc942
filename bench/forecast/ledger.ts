/** The same fleet through a ledger on SQLite: loaded cold, forecast, changed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { certificateTextOf, type Finding, findingRecord } from '@foreseen/facts'
import { openJobs, openLedger, type PushedFinding, systemTimers } from '@foreseen/ledger'
import { makeForecast } from '../../apps/server/src/forecast/make.ts'
import { bySystem, type Place } from '../../apps/server/src/place.ts'
import { leafOf, type MadeEndpoint, type MadeFleet, nowMs, observationOf } from './generate.ts'

const random = (sizeBytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(sizeBytes))

const texts = new Map<string, ReturnType<typeof certificateTextOf>>()

function pushedOf(finding: Finding): PushedFinding {
  if (finding.type !== 'certificate') {
    const context = {
      kind: 'pin-unresolved',
      level: 'high',
      position: undefined,
      resolvedTo: [],
      certificate: undefined,
    } as const
    return { record: findingRecord(finding, context) }
  }
  const certificate = texts.get(finding.sha256) ?? certificateTextOf(finding.der)
  texts.set(finding.sha256, certificate)
  const context = {
    kind: 'hardwired-root',
    level: 'high',
    position: 'root',
    resolvedTo: [],
    certificate,
  } as const
  return { record: findingRecord(finding, context), body: finding.der }
}

async function fill({ ledger }: Place, by: ReturnType<typeof bySystem>, made: MadeFleet): Promise<string[]> {
  const totals = { files: 1, bytes: 1, containers: 0, members: 0, inflatedBytes: 0 }
  for (const { product: name, version, findings } of made.releases) {
    const { id: product } = await ledger.releases.ensureProduct(by, name)
    const of = { product, version, platform: '', artefactSha256: '', support: 'supported' } as const
    const { id } = await ledger.releases.ensureRelease(by, of)
    const scan = { release: id, artefactSha256: '', program: 'bench', atMs: nowMs, totals, unseen: [] }
    await ledger.findings.pushScan(by, { ...scan, findings: findings.map(pushedOf) })
  }
  const ids: string[] = []
  for (const { host, chain, former, isSeen } of made.endpoints) {
    const { id } = await ledger.endpoints.ensure(by, { host, port: 443, starttls: 'none' })
    ids.push(id)
    const earlier =
      former === undefined ? [] : [{ endpoint: id, observation: observationOf(host, former, nowMs - 1000) }]
    const look = { endpoint: id, observation: observationOf(host, isSeen ? chain : undefined, nowMs) }
    await ledger.endpoints.observe(by, [...earlier, look])
  }
  return ids
}

/** Says what it measured. */
export async function measureLedger(made: MadeFleet, say: (text: string) => void): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'foreseen-bench-'))
  const clock = { ms: nowMs }
  const now = () => clock.ms
  const address = join(directory, 'ledger.db')
  const ledger = await openLedger({ address, clock: now, random })
  const jobs = await openJobs(address, { timers: systemTimers, random: Math.random, worker: 'bench' })
  const organisation = await ledger.accounts.createOrganisation('system', 'Bench')
  const kept = { ledger, jobs, organisation, now, random, data: directory, program: 'bench' }
  const place: Place = { ...kept, scanner: undefined, storyteller: undefined }
  const by = bySystem(place)
  const ids = await fill(place, by, made)
  const signal = new AbortController().signal
  const measure = async (what: string): Promise<void> => {
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const [from, cpu] = [performance.now(), process.cpuUsage()]
    await makeForecast(place, signal, () => {})
    const ms = Math.round(performance.now() - from)
    const { user, system } = process.cpuUsage(cpu)
    delay.disable()
    const held = Math.round(delay.max / 1e6)
    say(
      `${what}: ${ms} ms (processor ${Math.round((user + system) / 1000)}); event loop held ${held} ms at most`,
    )
  }
  try {
    await measure('through the ledger: cold, all read, forecast and kept')
    clock.ms += 3_700_000
    await measure('an hour later: all forecast and kept')
    const { host, chain, issuer } = made.endpoints[3] as MadeEndpoint
    const renewed = [leafOf(host, 3, 1, issuer), ...chain.slice(1)]
    clock.ms += 1000
    await ledger.endpoints.observe(by, [
      { endpoint: ids[3] ?? '', observation: observationOf(host, renewed, clock.ms) },
    ])
    await measure('one endpoint changed: read, forecast and kept')
  } finally {
    await jobs.close(0)
    await ledger.close()
    rmSync(directory, { recursive: true, force: true })
  }
}
