import { base64Digest, type Digest } from './digest.ts'
import { dayMs } from './pin-catch.ts'
import { entriesOf, fieldOf, itemsOf, type Plist } from './plist.ts'

/** A pin of an Apple property list. */
export interface AtsPin {
  readonly form: 'ios-ats' | 'trustkit'
  readonly digest: Digest
  readonly start: number
  readonly end: number
  readonly hosts: readonly string[]
  /** `NSPinnedLeafIdentities` or `NSPinnedCAIdentities`; '' for TrustKit. */
  readonly label: string
  readonly expiresMs: number
}

const MAX_DEPTH = 16

function pinOf(node: Plist | undefined, rest: Omit<AtsPin, 'digest' | 'start' | 'end'>): AtsPin[] {
  const digest = node?.type === 'string' ? base64Digest(node.text) : undefined
  return node?.type === 'string' && digest ? [{ ...rest, digest, start: node.start, end: node.end }] : []
}

const isTrue = (node: Plist | undefined): boolean => node?.type === 'boolean' && node.value

/** NSPinnedDomains: host, then identities of leafs or authorities (Apple, NSAppTransportSecurity). */
function appleDomains(domains: Plist): AtsPin[] {
  return entriesOf(domains).flatMap(({ key: host, value }) =>
    ['NSPinnedLeafIdentities', 'NSPinnedCAIdentities'].flatMap(label =>
      itemsOf(fieldOf(value, label)).flatMap(item =>
        pinOf(fieldOf(item, 'SPKI-SHA256-BASE64'), {
          form: 'ios-ats',
          hosts: [isTrue(fieldOf(value, 'NSIncludesSubdomains')) ? `*.${host}` : host],
          label,
          expiresMs: Number.NaN,
        }),
      ),
    ),
  )
}

/** TSKPinnedDomains: host, then hashes and a day after which they are not enforced (TrustKit). */
function trustKitDomains(domains: Plist): AtsPin[] {
  return entriesOf(domains).flatMap(({ key: host, value }) => {
    const expiry = fieldOf(value, 'TSKExpirationDate')
    const expiresMs =
      expiry?.type === 'date'
        ? expiry.milliseconds
        : dayMs(expiry?.type === 'string' ? expiry.text : undefined)
    const rest = { form: 'trustkit' as const, hosts: [host], label: '', expiresMs }
    return itemsOf(fieldOf(value, 'TSKPublicKeyHashes')).flatMap(item => pinOf(item, rest))
  })
}

/** All pins in a property list, wherever its dicts of pinned domains stand. */
export function atsPins(node: Plist, depth = 0): AtsPin[] {
  if (depth > MAX_DEPTH) return []
  if (node.type === 'array') return node.items.flatMap(item => atsPins(item, depth + 1))
  return entriesOf(node).flatMap(({ key, value }) => {
    if (key === 'NSPinnedDomains') return appleDomains(value)
    return key === 'TSKPinnedDomains' ? trustKitDomains(value) : atsPins(value, depth + 1)
  })
}
