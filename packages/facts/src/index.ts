export type { BreakDays, Breakage, DayBasis, Evidence, EvidenceLevel, Outcome, Release, RenewalEvent, Role } from './breakage.ts'
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
export type { Kind, KindId, Level } from './kind.ts'
export { kinds } from './kind.ts'
