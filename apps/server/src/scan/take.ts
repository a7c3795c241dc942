import { type By, type Ledger, type PushedOutcome, roomsWithin } from '@foreseen/ledger'
import { ensureRelease } from '../release/ensure.ts'
import type { SentScan } from './push.ts'

/** What a scan is of. */
export interface ScanOf {
  readonly product: string
  readonly version: string
  readonly platform: string
  /** '' for a folder. */
  readonly artefactSha256: string
  /** Name and version of the program that scanned. */
  readonly program: string
}

export interface TakenScan extends PushedOutcome {
  readonly release: string
}

/**
 * Takes a scan in that was read to its end: what is refused leaves no release behind. A release that is there keeps all
 * that is known of it, since a push says what was found and nothing of support or update hosts; a new one is made in
 * the same change.
 */
export async function takeScan(
  ledger: Ledger,
  by: By,
  scan: ScanOf,
  { findings, unseen, totals, atMs }: SentScan,
  nowMs: number,
): Promise<TakenScan> {
  const { artefactSha256, program } = scan
  const pushed = { artefactSha256, program, atMs: atMs ?? nowMs, totals, findings, unseen }
  const known = await ledger.releases.find(by.organisation, scan)
  if (known !== undefined) {
    const release = known.id
    return { ...(await ledger.findings.pushScan(by, { ...pushed, release })), release }
  }
  return await ledger.transact(async change => {
    const rooms = roomsWithin(ledger, change)
    const release = await ensureRelease(rooms, by, scan)
    return { ...(await rooms.findings.pushScan(by, { ...pushed, release })), release }
  })
}
