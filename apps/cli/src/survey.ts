import {
  type Bundle,
  type CertificateObject,
  type CertificateText,
  certificateText,
  type Finding,
  type FindingContext,
  type FindingRecord,
  findingRecord,
  type Inventory,
  type KindId,
  kinds,
  type Level,
  type PinTarget,
  type Position,
  type ScanTotals,
  type Unseen,
} from '@foreseen/facts'

/** Everything a scan came to, with what the inventory says about it. */
export interface Survey {
  /** By path, then offset. */
  readonly findings: readonly Finding[]
  readonly unseen: readonly Unseen[]
  readonly totals: ScanTotals
  readonly inventory: Inventory
  readonly elapsedMs: number
  /** The time that is taken for now. */
  readonly atMs: number
}

interface Known {
  readonly kind: KindId
  readonly level: Level
  readonly position?: Position
  readonly resolvedTo?: readonly PinTarget[]
  readonly certificate?: CertificateText
}

/** Level that the catalogue gives to a kind. */
export function levelOf(kind: KindId): Level {
  return kinds.find(item => item.id === kind)?.level ?? 'info'
}

function addCertificate(
  known: Map<Finding, Known>,
  object: CertificateObject,
  bundle: Bundle | undefined,
): void {
  const certificate = certificateText(object.certificate)
  const { position } = object
  for (const occurrence of object.occurrences) {
    // A member means nothing by itself: what breaks or not is the bundle as a whole.
    const kind = bundle?.kind ?? occurrence.kind
    const level = kind === object.kind ? object.level : levelOf(kind)
    known.set(occurrence.finding, { kind, level, position, certificate })
  }
}

function knownFindings(inventory: Inventory): Map<Finding, Known> {
  const known = new Map<Finding, Known>()
  for (const object of inventory.certificates) addCertificate(known, object, undefined)
  for (const bundle of inventory.bundles) {
    for (const member of bundle.members) addCertificate(known, member, bundle)
  }
  for (const object of [
    ...inventory.publicKeys,
    ...inventory.privateKeys,
    ...inventory.pins,
    ...inventory.others,
  ]) {
    for (const { finding, kind } of object.occurrences) {
      const level = kind === object.kind ? object.level : levelOf(kind)
      known.set(
        finding,
        object.type === 'pin' ? { kind, level, resolvedTo: object.resolvedTo } : { kind, level },
      )
    }
  }
  return known
}

/** A finding that the inventory does not hold is still said: nothing found is ever dropped. */
function fallback(finding: Finding): Known {
  return { kind: finding.type === 'certificate' ? 'partial' : 'sealed', level: levelOf('partial') }
}

/** Looks up what the inventory says about each finding. */
export function contexts(inventory: Inventory): (finding: Finding) => FindingContext {
  const known = knownFindings(inventory)
  return finding => {
    const { kind, level, position, resolvedTo, certificate } = known.get(finding) ?? fallback(finding)
    return { kind, level, position, resolvedTo: resolvedTo ?? [], certificate }
  }
}

/** Every occurrence as a record, in the order of the survey. */
export function* surveyRecords(survey: Survey): Generator<FindingRecord> {
  const contextOf = contexts(survey.inventory)
  for (const finding of survey.findings) yield findingRecord(finding, contextOf(finding))
}

/** By path, then offset: the same input gives the same order whatever the number of workers. */
export function compareFindings(a: Finding, b: Finding): number {
  if (a.at.path !== b.at.path) return a.at.path < b.at.path ? -1 : 1
  return a.at.offset - b.at.offset || a.at.lengthBytes - b.at.lengthBytes || (a.type < b.type ? -1 : 1)
}
