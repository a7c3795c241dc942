/** The machine is the same before and after rehearsals, however they end; `machine.slow.ts` takes 600 runs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stay, visitors, whyNoMachine } from './machine.ts'

/** Another seed kills at other moments: FORESEEN_SEED=NUMBER. */
const seed = Number(process.env.FORESEEN_SEED ?? 47)

for (const visitor of visitors) {
  const why = whyNoMachine(visitor)
  test(`nothing of the machine is different after rehearsals by ${visitor}`, {
    skip: why || false,
  }, async t => {
    for (const { act, problems, runs } of await stay({ visitor, releases: 5, kills: 3, seed, more: false })) {
      await t.test(act, () => {
        assert.deepEqual(problems, [])
        if (runs !== undefined) assert.ok(runs >= 30, `${runs} runs`)
      })
    }
  })
}
