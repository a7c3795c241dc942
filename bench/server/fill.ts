/** A fleet in a data directory: two thousand releases of 500 places, five thousand endpoints; less by scale. */
import { join } from 'node:path'
import { type By, type Ledger, openLedger } from '@foreseen/ledger'
import { addToken, openAccounts, sources } from '@foreseen/server'
import { observationOf, releaseIn } from '../../packages/ledger/tests/sample.ts'
import { scanNumber } from '../ledger/generate.ts'
import { createRandom } from '../random.ts'

/** What a load run needs to know of what it asks for. */
export interface Filled {
  readonly token: string
  readonly releases: readonly string[]
  readonly endpoints: readonly string[]
}

const placesPerRelease = 500

async function fillReleases(ledger: Ledger, by: By, count: number, seed: number): Promise<string[]> {
  const { next } = createRandom(seed)
  const releases: string[] = []
  for (let number = 0; number < count; number++) {
    const release = await releaseIn(ledger, by, `1.${number}`)
    await ledger.findings.pushScan(by, scanNumber(release, number, placesPerRelease, next))
    releases.push(release)
  }
  return releases
}

async function fillEndpoints(ledger: Ledger, by: By, count: number): Promise<string[]> {
  const places = Array.from({ length: count }, (_, number) => ({
    host: `h${number}.example.com`,
    port: 443,
    starttls: 'none' as const,
  }))
  const endpoints = (await ledger.endpoints.ensureAll(by, places)).map(({ id }) => id)
  for (let from = 0; from < endpoints.length; from += 100)
    await ledger.endpoints.observe(
      by,
      endpoints.slice(from, from + 100).map((endpoint, index) => ({
        endpoint,
        observation: observationOf([100_000 + from + index, index % 7], Date.UTC(2026, 10, 1)),
      })),
    )
  return endpoints
}

/** Fills a data directory before a server is started on it. */
export async function fill(data: string, scale: number, seed: number): Promise<Filled> {
  const accounts = await openAccounts({ data })
  const { token } = await addToken(accounts, { name: 'bench', scopes: ['read', 'push'], days: 1 })
  await accounts.close()
  const ledger = await openLedger({ address: join(data, 'foreseen.db'), ...sources })
  try {
    const [first] = await ledger.accounts.listOrganisations()
    const by = { organisation: first?.id ?? '', actor: 'bench' }
    const releases = await fillReleases(ledger, by, Math.max(1, Math.round(2000 * scale)), seed)
    const endpoints = await fillEndpoints(ledger, by, Math.max(1, Math.round(5000 * scale)))
    return { token, releases, endpoints }
  } finally {
    await ledger.close()
  }
}
