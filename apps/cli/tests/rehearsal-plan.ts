/** Plans as people write them. */
import type { Fleet } from '@foreseen/facts'
import { scenarios } from '@foreseen/rules'
import { parseFleet } from '../src/options/fleet.ts'
import type { Read } from '../src/options/usage-problem.ts'

export type RawFleetText = string

/** Reads a plan as the command does. */
export function readPlan(text: RawFleetText): Read<Fleet> {
  return parseFleet(text, { name: 'fleet.yaml', folder: '/plans', scenarios: scenarios.map(({ id }) => id) })
}

/** A plan that must be right. */
export function parsedFleet(text: RawFleetText): Fleet {
  const read = readPlan(text)
  if (!read.ok) throw new Error(read.problems.map(({ detail }) => detail).join('\n'))
  return read.value
}

export const joostFleet = `hosts: [www.joost.test]
requires: [re-keyed, expired-leaf]
releases:
  - name: joost 0.9.1
    command: [bin/joost, leaf-key]
    weight: 120
    accepted:
      - scenario: re-keyed
        reason: leaves support on 2027-01-01
  - name: joost 0.9.2
    command: [bin/joost, plain]
    weight: 700
  - name: careless
    command: [bin/joost, careless]
    weight: 9
  - name: joost 0.8
    command: [bin/joost, broken]
    weight: 3
    supported: false
`
