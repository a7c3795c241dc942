export type { NewPerson } from './account/account.ts'
export type { DecidePerson, Identity, PersonChange } from './account/change.ts'
export type { NewSession, NewToken, Token } from './account/credentials.ts'
export type { Person, PersonRole } from './account/person.ts'
export { personRoles } from './account/person.ts'
export type { Challenge, NewPasskey } from './account/sign-in.ts'
export type { LastLook, ListedEndpoint, StoredEndpoint } from './endpoint/listed.ts'
export type { EndpointFilter, EndpointOrder } from './endpoint/listing.ts'
export type { ServedInterval } from './endpoint/observation.ts'
export type { RenewalPlan } from './endpoint/plan.ts'
export type { ObservedOutcome, PushedObservation, SentObservation } from './endpoint/taking.ts'
export type { LedgerAddress } from './engine/address.ts'
export { parseLedgerAddress } from './engine/address.ts'
export type { Engine, EngineName } from './engine/engine.ts'
export { LedgerFailure } from './engine/failure.ts'
export type { Sources } from './engine/ids.ts'
export { newId } from './engine/ids.ts'
export type { Page, PageRequest } from './engine/paging.ts'
export type { Json } from './events/canonical.ts'
export { canonicalJson } from './events/canonical.ts'
export type { By, Change, Core } from './events/change.ts'
export type { EventHead, LedgerEvent, RecordedEvent } from './events/event.ts'
export type { EventFilter } from './events/log.ts'
export { eventKindsAfter, listEvents, readHead } from './events/log.ts'
export type { BrokenLink, EventVerification } from './events/verify.ts'
export { verifyEvents } from './events/verify.ts'
export type {
  ObjectPlaces,
  ScanPlaces,
  StoredObjectWhole,
  StoredOccurrence,
  StoredScan,
} from './finding/finding.ts'
export type { KinRequest } from './finding/kin.ts'
export type { HoldingRelease, ServingEndpoint } from './finding/meeting.ts'
export type { PushedFinding } from './finding/object.ts'
export type { PushedOutcome, PushedScan } from './finding/push.ts'
export type { KindCount, ObjectReach } from './finding/reach.ts'
export type { ObjectFilter, StoredObject } from './finding/search.ts'
export type { ChangedSubjects } from './forecast/changed.ts'
export type { NewForecast, StoredForecast } from './forecast/forecast.ts'
export type { ForecastLine, LineFilter, StoredLine } from './forecast/lines.ts'
export type {
  ForecastChain,
  ForecastEndpoint,
  ForecastInterval,
  ObjectBytes,
} from './forecast/reading.ts'
export type { RehearsedRow } from './forecast/rehearsed.ts'
export type { ForecastRelease } from './forecast/releases.ts'
export type { DueLine, NewScore, ScoreResult } from './forecast/score.ts'
export type { ToldGaps, ToldLine } from './forecast/standing.ts'
export type {
  Backoff,
  Job,
  JobCount,
  JobHandler,
  JobId,
  JobListQuery,
  JobOptions,
  JobPage,
  JobPayload,
  JobProgress,
  JobQueue,
  JobState,
  JobTimers,
  RunningJob,
  SendOptions,
  Work,
  WorkOptions,
} from './jobs/contract.ts'
export { JobFailure } from './jobs/failure.ts'
export { openJobs } from './jobs/open.ts'
export type { PostgresJobOptions } from './jobs/postgres/open.ts'
export { openPostgresJobs } from './jobs/postgres/open.ts'
export { openSqliteJobs } from './jobs/sqlite/open.ts'
export { systemTimers } from './jobs/timers.ts'
export type { Ledger, LedgerOptions } from './ledger.ts'
export { openLedger, pendingMigrations } from './ledger.ts'
export type { BackupReport } from './moving/backup.ts'
export { backupLedger, restoreLedger } from './moving/backup.ts'
export type { TableDigest } from './moving/digest.ts'
export { digestTables } from './moving/digest.ts'
export { moveLedger } from './moving/move.ts'
export type { LedgerFault } from './moving/verify.ts'
export { verifyLedger } from './moving/verify.ts'
export type { Attempt, Claim, ClaimedRun } from './rehearsal/lease.ts'
export { hasLapsed } from './rehearsal/lease.ts'
export type { ClientResult, PushedRun, RunOutcome, RunResult } from './rehearsal/outcome.ts'
export type { PlannedClient, RehearsalPlanText, StoredPlan } from './rehearsal/plan.ts'
export type { RunFilter, RunState, StoredRun } from './rehearsal/run.ts'
export type { RunnerText, StoredRunner } from './rehearsal/runner.ts'
export type { ReleaseChange, SaidEndpoint } from './release/detail.ts'
export type { Installs, ListedRelease, ReleaseFilter, ReleaseName } from './release/listing.ts'
export type { Ensured, NewRelease, StoredRelease, SupportState } from './release/release.ts'
export { type Rooms, roomsWithin } from './rooms.ts'
export type { Sample } from './sample/sample.ts'
export type { Settings } from './setting/setting.ts'
export type { StoredUpload, UploadChunks } from './upload/chunks.ts'
export { uploadChunks } from './upload/chunks.ts'
