/** 600 runs, and forty kills at other moments each day: the machine is the same before and after. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stay, visitors, whyNoMachine } from './machine.ts'

const seed = Number(process.env.FORESEEN_SEED ?? Math.floor(Date.now() / 86_400_000))

for (const visitor of visitors) {
  const why = whyNoMachine(visitor)
  test(`nothing is different after 600 runs by ${visitor}, seed ${seed}`, { skip: why || false }, async t => {
    for (const { act, problems, runs } of await stay({
      visitor,
      releases: 75,
      kills: 40,
      seed,
      more: true,
    })) {
      await t.test(act, () => {
        assert.deepEqual(problems, [])
        if (runs !== undefined) assert.ok(runs >= 600, `${runs} runs`)
      })
    }
  })
}
