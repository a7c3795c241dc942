export { alertName } from './alert.ts'
export type { Wanted, WantedEndpoint, WantedProduct, WantedRehearsal, WantedRelease } from './apply.ts'
export { applySchema } from './apply.ts'
export type {
  Breakage,
  BreakDays,
  DayBasis,
  EventOutcome,
  Evidence,
  EvidenceLevel,
  KeyPolicy,
  Outcome,
  Release,
  RenewalEvent,
  Role,
} from './breakage.ts'
export { castCodes } from './codes-cast.ts'
export { cliCodes } from './codes-cli.ts'
export { diskCodes } from './codes-disk.ts'
export { gateCodes } from './codes-gate.ts'
export { jobCodes } from './codes-jobs.ts'
export { ledgerCodes } from './codes-ledger.ts'
export { pushCodes } from './codes-push.ts'
export { rehearsalCodes } from './codes-rehearsal.ts'
export { runnerCodes } from './codes-runner.ts'
export { sandboxCodes } from './codes-sandbox.ts'
export { scanCodes } from './codes-scan.ts'
export { scenarioCodes } from './codes-scenario.ts'
export { serverCodes } from './codes-server.ts'
export { stageCodes } from './codes-stage.ts'
export { tlsCodes } from './codes-tls.ts'
export { webCodes } from './codes-web.ts'
export type { Endpoint, StarttlsProtocol } from './endpoint.ts'
export { formatEndpoint, parseEndpoint, starttlsProtocols } from './endpoint.ts'
export type {
  Encoding,
  Finding,
  KeystoreEntry,
  Location,
  PinForm,
  ScanTotals,
  Unseen,
  UnseenReason,
  Within,
} from './finding.ts'
export type { Fleet, FleetRelease } from './fleet.ts'
export { fleetSchema } from './fleet.ts'
export type {
  Bundle,
  CertificateObject,
  FixtureSign,
  Inventory,
  Occurrence,
  OtherObject,
  PinObject,
  PinTarget,
  Position,
  PrivateKeyObject,
  PublicKeyObject,
  Purpose,
} from './inventory.ts'
export type { Kind, KindId, Level } from './kind.ts'
export { kinds } from './kind.ts'
export { nearest, suggestion } from './nearest.ts'
export type {
  FailedOutcome,
  Observation,
  ObservedKeyType,
  ServedCertificate,
  ServedOutcome,
  Staple,
  TlsAlert,
} from './observation.ts'
export { observationSchema } from './observation.ts'
export type {
  Approval,
  ApprovalDemand,
  LoggedDecision,
  PromotionDecision,
  PromotionOutcome,
  PromotionRule,
  ReleaseStanding,
  Serving,
  ServingPlace,
  StandingRelease,
} from './promotion.ts'
export { decisionSchema, promotionSchema } from './promotion.ts'
export type { CertificateText, FindingContext, FindingRecord, SummaryRecord, UnseenRecord } from './record.ts'
export {
  certificateText,
  certificateTextOf,
  findingRecord,
  findingsSchema,
  isoTime,
  privateKeyText,
  pushSchema,
  summaryRecord,
  unseenRecord,
} from './record.ts'
export type {
  ClockState,
  PinKind,
  Predicate,
  RunEnd,
  RunRecord,
  Verdict,
  VerdictKind,
  VerdictReason,
  WireEvent,
  WronglyAccepted,
} from './rehearsal.ts'
export { pinKinds, verdictKinds, verdictReasons, wronglyAccepted } from './rehearsal.ts'
export type {
  AskedRun,
  Disagreement,
  PinAnswer,
  RehearsalKind,
  RehearsedCell,
  RehearsedClient,
} from './rehearsed.ts'
export { disagreements, rehearsalKinds, rehearsalSchema } from './rehearsed.ts'
export type {
  AuthorityPlan,
  Changed,
  LeafKey,
  LeafPlan,
  Scenario,
  ScenarioKind,
  TrustStore,
} from './scenario.ts'
export { scenarioSchema, trustStores } from './scenario.ts'
export { standingCast } from './scenario-cast.ts'
export {
  castOf,
  changeOrder,
  changesOf,
  isInOrder,
  isRootPlan,
  issuingPath,
  isTimely,
  standsFor,
} from './scenario-chain.ts'
export type { ScenarioProblem } from './scenario-fields.ts'
export { type ParsedScenario, parseScenario, parseScenarios } from './scenario-parse.ts'
export type {
  ShownPasskey,
  ShownPerson,
  ShownRole,
  ShownSignedIn,
  ShownSignIn,
  ShownWay,
} from './shown/account.ts'
export type {
  AgendaItem,
  AgendaKind,
  ShownAgenda,
} from './shown/agenda.ts'
export type {
  ShownInvitation,
  ShownInvited,
  ShownMadeToken,
  ShownRoles,
  ShownScope,
  ShownSession,
  ShownToken,
} from './shown/credential.ts'
export type {
  ShownEndpoint,
  ShownEndpointWhole,
  ShownInterval,
  ShownLink,
  ShownRenewalPlan,
} from './shown/endpoint.ts'
export type {
  ShownDateLine,
  ShownDays,
  ShownEvidence,
  ShownForecast,
  ShownForecastRelease,
  ShownLine,
  ShownLineWhole,
  ShownMeasurement,
  ShownTimeline,
} from './shown/forecast.ts'
export type {
  ShownAssumptions,
  ShownForecastInputs,
  ShownInputEndpoint,
  ShownInputLook,
  ShownInputRelease,
  ShownSignature,
} from './shown/forecast-inputs.ts'
export {
  type BytesOf,
  bytesOfInputs,
  findingOf,
  findingsOf,
  observationsOf,
  unseenOf,
} from './shown/forecast-read.ts'
export type {
  ShownJob,
  ShownJobCount,
} from './shown/job.ts'
export type {
  ShownCertificate,
  ShownFamily,
  ShownObject,
  ShownObjectWhole,
  ShownRelation,
  ShownRelative,
} from './shown/object.ts'
export type {
  ShownName,
  ShownPage,
  ShownProblem,
} from './shown/page.ts'
export type {
  Applied,
  AppliedLine,
} from './shown/plan.ts'
export type {
  ClaimedRehearsal,
  PushedRehearsal,
  ShownRehearsalPlan,
  ShownRun,
  ShownRunner,
  ShownRunWhole,
  ShownScenario,
} from './shown/rehearsal.ts'
export type {
  ShownInstalls,
  ShownOccurrence,
  ShownRelease,
  ShownReleaseWhole,
  ShownScan,
  ShownStanding,
  ShownSupport,
  ShownUnseen,
} from './shown/release.ts'
export type { ShownSettings } from './shown/setting.ts'
