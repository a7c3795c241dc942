export { acceptsChain } from './forecast/accept.ts'
export { decideAgenda } from './forecast/agenda.ts'
export type {
  AgendaEndpoint,
  AgendaFacts,
  AgendaLine,
  AgendaPlan,
  AgendaRelease,
} from './forecast/agenda-facts.ts'
export { type Answer, answer, byUrgency, isUnknown } from './forecast/answer.ts'
export type { ReleaseFacts } from './forecast/case.ts'
export { type Chain, type Link, readChains } from './forecast/chain.ts'
export { type EcosystemDate, ecosystemBetween, ecosystemDates } from './forecast/ecosystem.ts'
export { type Fleet, openFleet } from './forecast/fleet.ts'
export type { FleetEndpoint, FleetRelease } from './forecast/fleet-state.ts'
export { type EndpointFacts, type ForecastInput, forecast } from './forecast/forecast.ts'
export {
  decidePairs,
  type EndpointKeys,
  type Meeting,
  type MeetingReason,
  type Pairs,
  type ReleaseKeys,
} from './forecast/pairs.ts'
export type { RenewalPlan } from './forecast/plan.ts'
export { formerProfiles, profiles, type VerifierProfile } from './forecast/profiles.ts'
export {
  type Aftermath,
  decideScore,
  type Prediction,
  type Rehearsed,
  type Score,
  type ServedStretch,
} from './forecast/score.ts'
export { byGravity } from './forecast/standing.ts'
export { type Cell, type Column, type EventRow, eventTable } from './forecast/table.ts'
export { objectOfRole } from './forecast/words.ts'
export {
  buildInventory,
  type CertificateReader,
  compactInventory,
  decideReleasePath,
  type InventoryOptions,
} from './inventory/index.ts'
export {
  answerRehearsal,
  type RehearsalAnswer,
  type RehearsalQuestion,
  type Shortfall,
} from './rehearsal/answer.ts'
export { closingAttempt } from './rehearsal/baselines.ts'
export { type ClientRuns, judgeClient } from './rehearsal/client.ts'
export { decideRuns } from './rehearsal/decide.ts'
export {
  disagreementOf,
  type MeasuredCase,
  rehearsedKinds,
} from './rehearsal/disagree.ts'
export { wrongOf } from './rehearsal/faults.ts'
export { judgeRun, readBaseline } from './rehearsal/judge.ts'
export { measuredBreakages, type RehearsedRelease } from './rehearsal/measured.ts'
export { type AskedCell, askedCells, baselineTrusts, type RehearsalPlan } from './rehearsal/plan.ts'
export {
  forecastsForRehearsal,
  type PredictionInput,
  type Predictions,
  predictionsFor,
  type RehearsalForecasts,
} from './rehearsal/predict.ts'
export { readRun } from './rehearsal/read.ts'
export { clockDaysOf, clockScenario, maxClockDays } from './rehearsal/scenarios/clock.ts'
export { scenarioOf, scenarios } from './rehearsal/scenarios/registry.ts'
export { stagedScenario } from './rehearsal/scenarios/staged.ts'
export { type VerdictCase, verdictKey } from './rehearsal/verdict-key.ts'
export { decidePromotion, type PromotionFacts, type Urgency } from './renewal/promotion.ts'
export { shareText } from './renewal/promotion-words.ts'
export {
  decideNextLook,
  decideNextTry,
  foreseeing,
  type Life,
  observing,
  type Pace,
} from './renewal/schedule.ts'
export { decideServing } from './renewal/serving.ts'
