import type { Evidence, Inventory, Occurrence, PinForm, PinObject, Role } from '@foreseen/facts'
import type { Crypto } from '@foreseen/x509'
import { groupBy } from '../inventory/order.ts'
import type { Link } from './chain.ts'
import { digestsOf } from './digests.ts'
import { isStructural, type PinScope, pinScope } from './pin-scope.ts'
import type { Column } from './table.ts'
import type { EndpointView } from './view.ts'

/** A pin of one file that the release asks of this endpoint's chain. */
export interface HeldPin {
  readonly pin: PinObject
  readonly path: string
  readonly places: readonly Occurrence[]
  /** What it is to the chain; `undefined` when nothing known has this digest. */
  readonly role: Role | undefined
  readonly column: Column | undefined
  readonly scope: PinScope
  /** Milliseconds after which the client no longer asks for it. */
  readonly expiresMs: number | undefined
  /** The file names this endpoint's host beside the pin. */
  readonly hostMatched: boolean
}

/** The column of a key by its role. */
export const keyColumns: Readonly<Partial<Record<Role, Column>>> = {
  'leaf-key': 'K',
  'intermediate-key': 'IK',
  'root-key': 'RK',
}

interface Match {
  readonly role: Role
  readonly column: Column | undefined
}

/** A digest over a whole certificate that is served now or next. */
function matchCertificate(link: Link, view: EndpointView): Match {
  if (view.chains.some(chain => chain.leaf.sha256 === link.sha256)) return { role: 'leaf', column: 'L' }
  const role = view.roleOfKey(link.spkiSha256)
  if (role === 'intermediate-key') return { role: 'intermediate', column: 'IF' }
  if (role === 'root-key') return { role: 'root', column: 'RK' }
  return { role: view.next?.leaf.sha256 === link.sha256 ? 'next-leaf' : role, column: undefined }
}

/** What the inventory resolved a pin to: keys of roots that nobody serves, or certificates that are gone. */
function matchResolved(pin: PinObject, view: EndpointView): Match | undefined {
  const roles = pin.resolvedTo.map(target => view.roleOfKey(target.spkiSha256))
  const role = roles.find(each => each !== 'unrelated') ?? roles[0]
  if (role === undefined) return undefined
  const byCertificate = pin.resolvedTo.every(target => target.by === 'certificate')
  // A digest over a whole certificate that the endpoint does not serve matches no leaf of it, key or not.
  if (role === 'leaf-key' && byCertificate) return { role: 'former-leaf', column: undefined }
  return { role, column: keyColumns[role] === 'IK' && byCertificate ? 'IF' : keyColumns[role] }
}

function matchPin(pin: PinObject, view: EndpointView, crypto: Crypto): Match | undefined {
  const chains = view.next === undefined ? view.chains : [...view.chains, view.next]
  for (const link of chains.flatMap(chain => chain.links)) {
    const { key, whole } = digestsOf(link.certificate, pin.digestAlgorithm, crypto)
    if (key === pin.digest) {
      const role = view.roleOfKey(link.spkiSha256)
      return { role, column: keyColumns[role] }
    }
    if (whole === pin.digest) return matchCertificate(link, view)
  }
  return matchResolved(pin, view)
}

/** Patterns as written: `*.` is one label with OkHttp and any depth elsewhere; platform files mean the bare name too. */
function hostMatches(patterns: readonly string[], hosts: readonly string[], form: PinForm): boolean {
  const names = hosts.map(host => host.toLowerCase())
  return patterns.some(written => {
    const pattern = written.toLowerCase()
    const bare = pattern.replace(/^\*{1,2}\./, '')
    if (bare === pattern) return names.includes(pattern)
    const includesBare = pattern.startsWith('**.') || isStructural(form)
    return names.some(name => {
      if (name === bare) return includesBare
      if (!name.endsWith(`.${bare}`)) return false
      return form !== 'okhttp' || pattern.startsWith('**.') || !name.slice(0, -bare.length - 1).includes('.')
    })
  })
}

type PinPlace = Occurrence & { readonly finding: Extract<Occurrence['finding'], { type: 'pin' }> }

const isPinPlace = (place: Occurrence): place is PinPlace => place.finding.type === 'pin'

/** How the hosts beside a pin fit: they name this endpoint, others, or none. */
function fitOf({ finding }: PinPlace, view: EndpointView): 'matched' | 'other' | 'none' {
  if (finding.hosts === undefined || finding.hosts.length === 0) return 'none'
  return hostMatches(finding.hosts, view.hosts, finding.form) ? 'matched' : 'other'
}

/** Whether a place asks for this endpoint: by its host, or by a digest of its chain where hosts are only near by. */
function concerns(place: PinPlace, match: Match | undefined, view: EndpointView): boolean {
  const fit = fitOf(place, view)
  if (fit === 'matched') return true
  if (match?.role === 'unrelated') return false
  return fit === 'none' || (match !== undefined && !isStructural(place.finding.form))
}

function holdPlaces(
  pin: PinObject,
  path: string,
  places: readonly PinPlace[],
  match: Match | undefined,
  view: EndpointView,
): HeldPin {
  const scopes = new Set(places.map(({ finding }) => pinScope(finding.form)))
  const [scope] = scopes
  const expiries = places.map(({ finding }) => finding.expiresMs)
  const ends = expiries.filter(each => each !== undefined)
  return {
    pin,
    path,
    places,
    role: match?.role === 'unrelated' ? undefined : match?.role,
    column: match?.column,
    scope: scopes.size === 1 && scope !== undefined ? scope : 'unknown',
    expiresMs: ends.length < expiries.length ? undefined : Math.max(...ends),
    hostMatched: places.some(place => fitOf(place, view) === 'matched'),
  }
}

/** Pins that concern the endpoint, per file; apart from them those that only stand in fixtures or are not enforced. */
export function holdPins(
  inventory: Inventory,
  view: EndpointView,
  crypto: Crypto,
): { readonly held: HeldPin[]; readonly fixtures: Evidence[] } {
  const held: HeldPin[] = []
  const fixtures: Evidence[] = []
  for (const pin of inventory.pins) {
    const match = matchPin(pin, view, crypto)
    const relevant = pin.occurrences.filter(isPinPlace).filter(place => concerns(place, match, view))
    const live = relevant.filter(
      place => place.fixture !== 'path' && pinScope(place.finding.form) !== 'unenforced',
    )
    for (const [path, places] of groupBy(live, place => place.finding.at.path)) {
      held.push(holdPlaces(pin, path, places, match, view))
    }
    const role = match?.role ?? 'unrelated'
    const object = `${pin.digestAlgorithm} ${pin.digest}`
    const idle = relevant.filter(place => role !== 'unrelated' || fitOf(place, view) === 'matched')
    if (live.length === 0) fixtures.push(...idle.map(({ finding }) => ({ finding, role, object })))
  }
  return { held, fixtures }
}
