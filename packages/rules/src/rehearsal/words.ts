import type { TrustStore, Verdict, VerdictKind, VerdictReason } from '@foreseen/facts'

/** A verdict in one line. */
export function verdict(kind: VerdictKind, reason: VerdictReason, evidence: string): Verdict {
  return { kind, reason, evidence }
}

/** `0.3 s`, `12 s`: two significant digits. */
export function secondsOf(ms: number): string {
  return `${Number((ms / 1000).toPrecision(2))} s`
}

/** Whom a trust store trusts, as a clause after a scenario's name. */
export const trustClause: Readonly<Record<TrustStore, string>> = {
  old: 'where only the old root is trusted',
  both: 'where both roots are trusted',
  new: 'where only the new root is trusted',
  host: "with this machine's own trust",
}
