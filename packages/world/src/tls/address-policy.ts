/** Which addresses a server may speak to for others: decided of the address itself, after a name was looked up. */
import { type AddressKind, type AddressRange, addressRanges } from './address-table.ts'
import { addressBytes, text4 } from './address-text.ts'

/** What an owner allows beside public addresses. */
export interface AddressRules {
  readonly privateAddresses: boolean
  readonly loopbackAddresses: boolean
}

/** `tls-address-not-allowed`: an owner can allow it; `tls-address-forbidden`: nobody can. */
export type AddressDecision =
  | { readonly allowed: true }
  | {
      readonly allowed: false
      readonly code: 'tls-address-not-allowed' | 'tls-address-forbidden'
      readonly detail: string
    }

/** Kind and name of an address. */
export interface JudgedAddress {
  readonly kind: AddressKind
  readonly name: string
}

interface Prefix {
  readonly bytes: readonly number[]
  readonly bits: number
  readonly range: AddressRange
}

function prefixOf(range: AddressRange): Prefix {
  const [address = '', bits = ''] = range.prefix.split('/')
  return { bytes: addressBytes(address) ?? [], bits: Number(bits), range }
}

/** Longest first, so that the first that fits decides. */
const prefixes: readonly Prefix[] = addressRanges.map(prefixOf).sort((a, b) => b.bits - a.bits)

function isWithin(bytes: readonly number[], { bytes: prefix, bits }: Prefix): boolean {
  if (bytes.length !== prefix.length) return false
  return prefix.every((byte, index) => {
    const kept = Math.min(8, Math.max(0, bits - index * 8))
    const mask = (0xff << (8 - kept)) & 0xff
    return ((bytes[index] ?? 0) & mask) === (byte & mask)
  })
}

/** Both have to be reached: two kinds that an owner allows one by one are not allowed together. */
function stricter(a: JudgedAddress, b: JudgedAddress): JudgedAddress {
  if (a.kind === 'public' || b.kind === 'forbidden') return b
  if (b.kind === 'public' || a.kind === 'forbidden' || a.kind === b.kind) return a
  return { kind: 'forbidden', name: `${a.name}, and ${b.name}` }
}

function judgeBytes(bytes: readonly number[]): JudgedAddress {
  const found = prefixes.find(prefix => isWithin(bytes, prefix))
  if (found === undefined) return { kind: 'forbidden', name: 'no address' }
  const { kind, name, embeds } = found.range
  if (embeds === undefined) return { kind, name }
  const inner = embeds.map(({ from, inverted }) => {
    const part = bytes.slice(from, from + 4).map(byte => (inverted ? 255 - byte : byte))
    const judged = judgeBytes(part)
    return { kind: judged.kind, name: `${name} that leads to ${text4(part)}, ${judged.name}` }
  })
  return inner.reduce(stricter)
}

/** What an address is; a text that is none is `forbidden`. */
export function judgeAddress(address: string): JudgedAddress {
  const bytes = addressBytes(address)
  return bytes === undefined ? { kind: 'forbidden', name: 'no address' } : judgeBytes(bytes)
}

/** Whether an address may be spoken to. Link-local, metadata, multicast and unspecified addresses never are. */
export function decideAddress(address: string, rules: AddressRules): AddressDecision {
  const { kind, name } = judgeAddress(address)
  const said = `${address} is ${name}`
  if (kind === 'public') return { allowed: true }
  if (kind === 'private' && rules.privateAddresses) return { allowed: true }
  if (kind === 'loopback' && rules.loopbackAddresses) return { allowed: true }
  if (kind === 'forbidden')
    return { allowed: false, code: 'tls-address-forbidden', detail: `${said}, which is never spoken to` }
  const detail = `${said}, which the settings do not allow`
  return { allowed: false, code: 'tls-address-not-allowed', detail }
}
