import { type Approval, isoTime } from '@foreseen/facts'
import { logDecision, readDecisions } from '@foreseen/world/deploy'
import type { TypedApproval } from '../options/gate.ts'

/** An approval that counts for the staged chain, and what to say about one that does not. */
export interface FoundApproval {
  readonly approval: Approval | undefined
  readonly notes: readonly string[]
}

/** Writes an approval into the log of a live folder. */
export function recordApproval(dir: string, typed: TypedApproval, chainSha256: string, nowMs: number): void {
  logDecision(dir, {
    at: isoTime(nowMs) ?? '',
    what: 'approved',
    chainSha256,
    generation: 0,
    by: typed.by,
    named: typed.fingerprint !== '',
    detail: `${typed.by} approved the chain ${chainSha256}`,
  })
}

/** The last approval of this chain that the log remembers; one with the fingerprint comes before a name alone. */
function remembered(dir: string, chainSha256: string): Approval | undefined {
  const own = readDecisions(dir).filter(
    ({ what, chainSha256: approved }) =>
      what === 'approved' && approved.length >= 16 && chainSha256.startsWith(approved),
  )
  const last = own.findLast(({ named }) => named) ?? own.at(-1)
  if (last === undefined) return undefined
  return { by: last.by, chainSha256, named: last.named, atMs: Date.parse(last.at) }
}

/** The approval that counts: what was typed for this chain, else what the log remembers of it. */
export function findApproval(
  typed: TypedApproval | undefined,
  dir: string,
  chainSha256: string,
  nowMs: number,
): FoundApproval {
  const known = dir === '' ? undefined : remembered(dir, chainSha256)
  if (typed === undefined) return { approval: known, notes: [] }
  if (!chainSha256.startsWith(typed.fingerprint)) {
    const note = `The approval of ${typed.by} names another chain, ${typed.fingerprint}; it does not count for this one, ${chainSha256.slice(0, 16)}.`
    return { approval: known, notes: [note] }
  }
  if (dir !== '') recordApproval(dir, typed, chainSha256, nowMs)
  const named = typed.fingerprint !== ''
  if (!named && known?.named === true) return { approval: known, notes: [] }
  return { approval: { by: typed.by, chainSha256, named, atMs: nowMs }, notes: [] }
}
