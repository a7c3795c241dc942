import type { EvidenceLevel } from '@foreseen/facts'
import type { Verdict } from './verdict.ts'

/** Whether bytes or the caller say how the release verifies, so that no reading is a guess. */
function isUseKnown({ open }: Verdict): boolean {
  const exactPins = open.holdings.pins.some(held => held.hostMatched && held.scope !== 'unknown')
  return exactPins || open.facts.verifiers !== undefined
}

function levelOfBreak(verdict: Verdict): EvidenceLevel {
  const { open, failsNow, deciding } = verdict
  const known = isUseKnown(verdict)
  if (failsNow) return known ? 'derived' : 'likely'
  if (open.view.next !== undefined) return 'derived'
  const dated = open.plan.keyPolicy !== undefined || deciding?.event === 'E25'
  return dated && known ? 'derived' : 'likely'
}

function levelOfSurvival({ open }: Verdict): EvidenceLevel {
  if (open.readings.length === 0 && open.pinSets.length === 0) return 'watch'
  const backup = open.holdings.pins.some(
    held => held.role !== 'leaf-key' && open.provenKeys.has(held.pin.digest),
  )
  // It lives on its last backup.
  if (backup) return 'watch'
  const blind =
    open.facts.unseen.length > 0 || open.facts.inventory.others.some(other => other.kind === 'sealed')
  const guessed = open.live.length < open.readings.length
  if (blind || guessed) return 'possible'
  return open.view.next === undefined ? 'likely' : 'derived'
}

/** The levels of evidence of `docs/forecast.md`; what could not be looked into lowers it. */
export function levelOf(verdict: Verdict): EvidenceLevel {
  if (verdict.outcome === 'may-break') return 'possible'
  return verdict.outcome === 'breaks' ? levelOfBreak(verdict) : levelOfSurvival(verdict)
}
