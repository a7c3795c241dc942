import type { Scenario, WronglyAccepted } from '@foreseen/facts'

/**
 * What a client accepts wrongly when it connects to this scenario, from the scenario's own data, so that a
 * user's scenarios count too; `undefined` where connecting is no danger (a missing intermediate, every renewal).
 */
export function wrongOf(scenario: Scenario): WronglyAccepted | undefined {
  if (scenario.kind !== 'fault') return undefined
  if (scenario.leaf.names === 'other') return 'wrong-host'
  if (scenario.changes.includes('root')) return 'untrusted'
  if (!scenario.changes.includes('dates')) return undefined
  return scenario.leaf.notBeforeDays > scenario.clockDays ? 'not-yet-valid' : 'expired'
}
