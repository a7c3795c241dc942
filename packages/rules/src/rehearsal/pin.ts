import type { Changed, PinAnswer, PinKind, Scenario, TrustStore } from '@foreseen/facts'
import {
  besides,
  openByBaseline,
  openByStep,
  openSentences,
  pinSentences,
  trustsAnyone,
} from './pin-sentences.ts'
import { baselineId, type RehearsalPlan } from './plan.ts'
import { type Answered, refusesStandIns } from './stand-ins.ts'
import { trustClause } from './words.ts'

/** The steps of the tree that name a pin by what they change alone, hardest pin first. */
const steps: readonly {
  readonly scenario: string
  readonly change: Changed
  readonly pin: 'certificate' | 'leaf-key' | 'intermediate'
}[] = [
  { scenario: 'renewed-same-key', change: 'certificate', pin: 'certificate' },
  { scenario: 're-keyed', change: 'leaf-key', pin: 'leaf-key' },
  { scenario: 'new-intermediate', change: 'intermediate', pin: 'intermediate' },
]

/** Stores that hold the root of today's chain; stand-ins under the others are refused by construction. */
const oldStores: readonly TrustStore[] = ['old', 'both']
/** Stores that hold the new root: what is refused there is not refused for want of it. */
const newStores: readonly TrustStore[] = ['both', 'new']

/** The answers of one scenario, over the trust stores that count. */
interface StepAnswer {
  readonly kind: 'connects' | 'refuses' | undefined
  /** The cell that decides, or the one that gave no answer. */
  readonly cell: Answered | undefined
}

/**
 * The kind of pin that a client's cells show together, by the decision tree of `docs/rehearse.md`. A certain
 * answer or none: whatever is left open becomes `unknown` with the one thing that would settle it.
 */
export function decidePin(plan: RehearsalPlan, cells: readonly Answered[]): PinAnswer {
  const base = answer(cells, baselineId, ['old', 'both', 'host'])
  if (base.kind !== 'connects') return unknown(openByBaseline(base.cell?.verdict), [base.cell])
  if (plan.kind === 'real')
    return unknown(
      openSentences.real,
      cells.filter(cell => cell.verdict.kind !== 'not-run'),
    )
  if (refusesStandIns(plan, cells)) return standInAnswer(cells)
  const passed: Answered[] = []
  for (const step of steps) {
    const own = answer(cells, step.scenario, oldStores)
    const cleared = cells.find(cell => clears(cell, step.change, plan.scenarios))
    if (own.kind === 'refuses' && cleared !== undefined)
      return unknown(openSentences.contradiction, [own.cell, cleared])
    if (own.kind === 'refuses') return named(step.pin, [...passed, own.cell], proofOf(step.pin, plan, cells))
    const passing = own.kind === 'connects' ? own.cell : cleared
    if (passing === undefined) return unknown(openByStep(step.scenario, own.cell?.verdict), [own.cell])
    if (!passed.includes(passing)) passed.push(passing)
  }
  return decideRoot(plan, cells, passed)
}

/** Whether passing this cell shows that the changed thing is not held: a renewal that changed it among others. */
function clears(cell: Answered, change: Changed, scenarios: readonly Scenario[]): boolean {
  if (cell.verdict.kind !== 'connects') return false
  const scenario = scenarios.find(each => each.id === cell.scenario)
  if (scenario === undefined || scenario.kind !== 'renewal') return false
  // An intermediate that is issued anew has its old key, and who holds that notices nothing.
  return scenario.changes.includes('certificate') && scenario.changes.includes(change)
}

/** With the operator's real chain, the leaf sent alone and accepted is what shows that the leaf is held. */
function proofOf(pin: PinKind, plan: RehearsalPlan, cells: readonly Answered[]): readonly Answered[] {
  const leafAlone = cells.find(
    cell => cell.scenario === 'missing-intermediate' && cell.verdict.kind === 'connects',
  )
  return plan.currentChain && pin === 'certificate' && leafAlone !== undefined ? [leafAlone] : []
}

function standInAnswer(cells: readonly Answered[]): PinAnswer {
  const same = answer(cells, 'renewed-same-key', oldStores)
  const alone = answer(cells, 'missing-intermediate', oldStores)
  const sentence = alone.kind === 'refuses' ? openSentences.standIns : openSentences.leafAlone
  return unknown(sentence, [same.cell, alone.cell])
}

/** No pin below the root: what is left is the root, a machine without the new one, or nothing. */
function decideRoot(plan: RehearsalPlan, cells: readonly Answered[], passed: readonly Answered[]): PinAnswer {
  const crossed = answer(cells, 'new-root-cross-signed', newStores)
  const dropped = answer(cells, 'cross-sign-dropped', newStores)
  const droppedOld = answer(cells, 'cross-sign-dropped', ['old'])
  for (const each of [crossed, dropped])
    if (each.kind === 'refuses') return named('root', [...passed, each.cell])
  const others = refusedOtherwise(plan, cells)
  if (droppedOld.kind === 'connects') {
    const basis = [...passed, droppedOld.cell]
    return { ...named('none', basis), sentence: trustsAnyone + besides(others) }
  }
  if (dropped.kind !== 'connects')
    return unknown(openSentences.root, [...passed, dropped.cell, droppedOld.cell])
  const kind = droppedOld.kind === 'refuses' ? 'stale-trust' : 'none'
  const basis = [...passed, crossed.cell, dropped.cell, droppedOld.cell]
  const found = named(kind, basis)
  return { ...found, sentence: found.sentence + besides(others) }
}

/** Renewals that it refuses although they leave the root alone. */
function refusedOtherwise(plan: RehearsalPlan, cells: readonly Answered[]): readonly string[] {
  return plan.scenarios
    .filter(scenario => scenario.kind === 'renewal' && !scenario.changes.includes('root'))
    .map(scenario => scenario.id)
    .filter(id => answer(cells, id, oldStores).kind === 'refuses')
}

/** A refusal under any of the stores decides: what breaks on some machines breaks. */
function answer(cells: readonly Answered[], scenario: string, trusts: readonly TrustStore[]): StepAnswer {
  const own = cells.filter(cell => cell.scenario === scenario && trusts.includes(cell.trust))
  for (const kind of scenario === baselineId ? (['connects'] as const) : (['refuses', 'connects'] as const)) {
    const cell = own.find(each => each.verdict.kind === kind)
    if (cell !== undefined) return { kind, cell }
  }
  return { kind: undefined, cell: own[0] }
}

function named(
  kind: Exclude<PinKind, 'unknown'>,
  cells: readonly (Answered | undefined)[],
  proof: readonly Answered[] = [],
): PinAnswer {
  return { kind, sentence: pinSentences[kind], basis: basisOf([...cells, ...proof]) }
}

function unknown(sentence: string, cells: readonly (Answered | undefined)[]): PinAnswer {
  return { kind: 'unknown', sentence, basis: basisOf(cells) }
}

/** `refuses renewed-same-key where only the old root is trusted: alert 48 (unknown_ca)`. */
function basisOf(cells: readonly (Answered | undefined)[]): readonly string[] {
  const told = cells.flatMap(cell => {
    if (cell === undefined || cell.verdict.kind === 'not-run') return []
    const verb =
      cell.verdict.kind === 'unsure'
        ? 'unsure at'
        : `${cell.verdict.kind}${cell.verdict.kind === 'connects' ? ' to' : ''}`
    return [`${verb} ${cell.scenario} ${trustClause[cell.trust]}: ${cell.verdict.evidence}`]
  })
  return [...new Set(told)]
}
