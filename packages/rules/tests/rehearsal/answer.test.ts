/** What a rehearsal comes to for people, and the decision that an exit code says. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerRehearsal, judgeClient, type RehearsalPlan } from '../../src/index.ts'
import { type Manner, planOf, refusing, rehearse } from './scene.ts'

const plan = planOf(['renewed-same-key', 're-keyed', 'new-intermediate', 'cross-sign-dropped', 'wrong-host'])
const ordinary = ['wrong-host', 'cross-sign-dropped@old']

const judged = (client: string, manner: Manner, asked: RehearsalPlan = plan) =>
  judgeClient({ client, plan: asked, records: rehearse(asked, manner).records })

const good = judged('joost 1.0', refusing(ordinary))
const pinned = judged('joost 0.9.1', refusing([...ordinary, 're-keyed']))
const loose = judged('joost 0.8', refusing([]))
const lost = judged('joost 0.7', () => ({}))
const { scenarios } = plan

test('one client: how many renewals, which not, its pin, and what it accepts', () => {
  const { lines, decision } = answerRehearsal({ clients: [pinned], scenarios, required: [] })
  assert.equal(decision, 'survives')
  assert.deepEqual(lines, [
    'joost 0.9.1 survives 2 of 4 renewals; refuses re-keyed and cross-sign-dropped (roots trusted: old).',
    "It holds the key of the server's certificate: a renewal with a new key breaks it, one with the same key does not.",
  ])
  assert.equal(
    answerRehearsal({ clients: [loose], scenarios, required: [] }).lines.at(-1),
    'joost 0.8 accepts what it must refuse: one for another host.',
  )
})

test('a fleet: the answer to what is required comes first', () => {
  const answer = answerRehearsal({ clients: [good, pinned, lost], scenarios, required: ['re-keyed'] })
  assert.equal(answer.decision, 'refuses')
  assert.equal(
    answer.lines[0],
    '1 of 3 survive what is required; joost 0.9.1 does not; of joost 0.7 it is not known.',
  )
  assert.deepEqual(
    answer.failed.map(({ client, cell }) => `${client} ${cell.scenario}@${cell.trust}`),
    ['joost 0.9.1 re-keyed@old'],
  )
})

test('what was not seen is inconclusive, never green', () => {
  const answer = answerRehearsal({ clients: [good, lost], scenarios, required: ['re-keyed'] })
  assert.equal(answer.decision, 'inconclusive')
  const unasked = answerRehearsal({ clients: [good], scenarios, required: ['six-days'] })
  assert.equal(unasked.decision, 'inconclusive')
  assert.equal(unasked.lines[0], '1 of 1 survive what is required; six-days was not rehearsed.')
})

test('releases out of support and accepted refusals bind nobody', () => {
  const isBound = (client: string): boolean => client !== 'joost 0.9.1'
  const answer = answerRehearsal({ clients: [good, pinned], scenarios, required: ['re-keyed'], isBound })
  assert.equal(answer.decision, 'survives')
  assert.equal(answer.lines[0], '1 of 1 survive what is required.')
})

test('a fault that is required is one that must be refused', () => {
  const of = (client: typeof good) =>
    answerRehearsal({ clients: [client], scenarios, required: ['wrong-host'] }).decision
  assert.equal(of(good), 'survives')
  assert.equal(of(loose), 'refuses')
})
