import {
  type Bundle,
  type CertificateObject,
  certificateText,
  type Finding,
  type Inventory,
  type KindId,
  type Level,
  type Location,
  type PinObject,
  privateKeyText,
} from '@foreseen/facts'
import { dayText } from './dates.ts'

/** One row of what was found: an object with all its places, or a bundle. */
export interface Thing {
  readonly kind: KindId
  readonly level: Level
  readonly what: string
  /** Milliseconds; `undefined` for what has no end date, NaN for one that cannot be read. */
  readonly endMs: number | undefined
  readonly fixture: boolean
  readonly places: readonly Location[]
  /** Places are files or folders as a whole. */
  readonly whole: boolean
}

const order: readonly Level[] = ['high', 'medium', 'low', 'info']

function shortDigest(text: string): string {
  return `${text.slice(0, 8)}...${text.slice(-4)}`
}

function certificateThing(object: CertificateObject): Thing {
  const { kind, level, fixture } = object
  const { name, notAfterMs } = certificateText(object.certificate)
  const key = object.exposedKey === undefined ? '' : ' (its private key too)'
  const places = object.occurrences.map(({ finding }) => finding.at)
  return {
    kind,
    level,
    what: `${name}${key}`,
    endMs: notAfterMs,
    fixture: fixture !== undefined,
    places,
    whole: false,
  }
}

function bundleThing(bundle: Bundle): Thing {
  const expired = bundle.expired.length === 0 ? '' : `, ${bundle.expired.length} expired`
  const newest = dayText(bundle.newest.certificate.notBeforeMs).slice(0, 7)
  return {
    kind: bundle.kind,
    level: 'low',
    what: `${bundle.count} roots to ${newest}${expired}`,
    endMs: undefined,
    fixture: bundle.fixture !== undefined,
    places: [{ path: bundle.path, offset: 0, lengthBytes: 0 }],
    whole: true,
  }
}

/** What carries a key, as far as the inventory knows: a pin of the key lasts as long as the last of its certificates. */
interface KeyHolder {
  readonly name: string
  readonly endMs: number
}

function pinThing(object: PinObject, holders: ReadonlyMap<string, KeyHolder>): Thing {
  const target = object.resolvedTo[0]
  const finding = object.occurrences[0]?.finding
  const form = finding?.type === 'pin' ? finding.form : 'pin'
  const holder = target === undefined ? undefined : holders.get(target.spkiSha256)
  const known = holder?.name ?? (target === undefined ? '' : target.subject || shortDigest(target.spkiSha256))
  return {
    kind: object.kind,
    level: object.level,
    what:
      target === undefined
        ? `${form} ${object.digestAlgorithm} ${shortDigest(object.digest)}`
        : `${known} (${form})`,
    endMs: holder?.endMs,
    fixture: object.fixture !== undefined,
    places: object.occurrences.map(item => item.finding.at),
    whole: false,
  }
}

function bareWhat(finding: Finding): string {
  const label = finding.label === undefined ? '' : ` ${finding.label}`
  switch (finding.type) {
    case 'private-key':
      return `${privateKeyText(finding.algorithm, finding.sizeBits)} ${finding.format}${label}`
    case 'public-key':
      return finding.label === undefined ? `key ${shortDigest(finding.spkiSha256)}` : finding.label
    case 'keystore':
      return `${finding.format} with ${finding.entries.length} ${finding.entries.length === 1 ? 'entry' : 'entries'}${label}`
    case 'sealed':
    case 'partial':
      return `${finding.what}: ${finding.detail}`
    case 'pin':
      return shortDigest(finding.digest)
    default:
      return `${shortDigest(finding.sha256)}${label}`
  }
}

function keyHolders(inventory: Inventory): Map<string, KeyHolder> {
  const holders = new Map<string, KeyHolder>()
  for (const object of [...inventory.certificates, ...inventory.bundles.flatMap(bundle => bundle.members)]) {
    const { name, notAfterMs: endMs } = certificateText(object.certificate)
    const before = holders.get(object.spkiSha256)
    if (before === undefined || endMs > before.endMs) holders.set(object.spkiSha256, { name, endMs })
  }
  return holders
}

const endOrder = (thing: Thing): number =>
  thing.endMs === undefined || Number.isNaN(thing.endMs) ? Number.POSITIVE_INFINITY : thing.endMs

/** Most urgent first: by level, fixtures last, then by end date. */
export function compareThings(a: Thing, b: Thing): number {
  const level = order.indexOf(a.level) - order.indexOf(b.level) || Number(a.fixture) - Number(b.fixture)
  if (level !== 0) return level
  const [endA, endB] = [endOrder(a), endOrder(b)]
  if (endA !== endB) return endA < endB ? -1 : 1
  return a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.what < b.what ? -1 : 1
}

/** Everything in the inventory as rows, most urgent first. */
export function inventoryThings(inventory: Inventory): Thing[] {
  const holders = keyHolders(inventory)
  const bare = [...inventory.publicKeys, ...inventory.privateKeys, ...inventory.others].flatMap(object => {
    const first = object.occurrences[0]
    if (first === undefined) return []
    const places = object.occurrences.map(item => item.finding.at)
    const { kind, level } = object
    const fixture = object.fixture !== undefined
    return [{ kind, level, what: bareWhat(first.finding), endMs: undefined, fixture, places, whole: false }]
  })
  return [
    ...inventory.certificates.map(certificateThing),
    ...inventory.bundles.map(bundleThing),
    ...inventory.pins.map(object => pinThing(object, holders)),
    ...bare,
  ].sort(compareThings)
}
