import type { LeafPlan } from '@foreseen/facts'

/** Half through a life of ninety days: neither new nor near its end. */
export const baselineLeaf: LeafPlan = {
  key: 'same',
  notBeforeDays: -30,
  notAfterDays: 60,
  names: 'hosts',
  commonName: true,
  clientAuth: true,
}

/** Made yesterday, 397 days long: no client objects to its dates (browsers allow 398 at most). */
export const renewedLeaf: LeafPlan = { ...baselineLeaf, notBeforeDays: -1, notAfterDays: 396 }
