import type { Parsed } from '@foreseen/x509'

/** Protocols that begin in clear and turn to TLS on request. */
export type StarttlsProtocol = 'smtp' | 'imap' | 'pop3' | 'ftp' | 'ldap' | 'xmpp' | 'postgres' | 'mysql'

/** Where TLS is served: a host name (punycode, lower case) or address, a port, and how TLS begins there. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  readonly starttls: StarttlsProtocol | 'none'
}

/** All protocols that `--starttls` takes, beside `none`. */
export const starttlsProtocols: readonly StarttlsProtocol[] = [
  'smtp',
  'imap',
  'pop3',
  'ftp',
  'ldap',
  'xmpp',
  'postgres',
  'mysql',
]

interface Scheme {
  readonly port: number
  readonly starttls: StarttlsProtocol | 'none'
}

/** IANA service names and what people write for them; ports from the IANA registry. */
const schemes: ReadonlyMap<string, Scheme> = new Map<string, Scheme>([
  ['https', { port: 443, starttls: 'none' }],
  ['wss', { port: 443, starttls: 'none' }],
  ['tls', { port: 443, starttls: 'none' }],
  ['smtp', { port: 25, starttls: 'smtp' }],
  ['submission', { port: 587, starttls: 'smtp' }],
  ['smtps', { port: 465, starttls: 'none' }],
  ['submissions', { port: 465, starttls: 'none' }],
  ['imap', { port: 143, starttls: 'imap' }],
  ['imaps', { port: 993, starttls: 'none' }],
  ['pop3', { port: 110, starttls: 'pop3' }],
  ['pop3s', { port: 995, starttls: 'none' }],
  ['ftp', { port: 21, starttls: 'ftp' }],
  ['ftps', { port: 990, starttls: 'none' }],
  ['ldap', { port: 389, starttls: 'ldap' }],
  ['ldaps', { port: 636, starttls: 'none' }],
  ['xmpp', { port: 5222, starttls: 'xmpp' }],
  ['xmpps', { port: 5223, starttls: 'none' }],
  ['postgres', { port: 5432, starttls: 'postgres' }],
  ['postgresql', { port: 5432, starttls: 'postgres' }],
  ['mysql', { port: 3306, starttls: 'mysql' }],
  ['mariadb', { port: 3306, starttls: 'mysql' }],
  ['mqtts', { port: 8883, starttls: 'none' }],
  ['amqps', { port: 5671, starttls: 'none' }],
  ['rediss', { port: 6379, starttls: 'none' }],
])

/** Schemes of protocols that have no TLS of their own here. */
const clearSchemes: ReadonlySet<string> = new Set(['http', 'ws', 'ssh', 'file', 'mqtt', 'amqp', 'redis'])

const portProtocols: ReadonlyMap<number, StarttlsProtocol> = new Map<number, StarttlsProtocol>([
  [25, 'smtp'],
  [587, 'smtp'],
  [143, 'imap'],
  [110, 'pop3'],
  [21, 'ftp'],
  [389, 'ldap'],
  [5222, 'xmpp'],
  [5432, 'postgres'],
  [3306, 'mysql'],
])

/** Longer than any host name (253) with scheme, credentials, path and port that a person types. */
const maxTextLength = 2048

function refusal(code: string, offset: number, detail: string): Parsed<never> {
  return { ok: false, problems: [{ code, offset, detail }] }
}

interface Split {
  readonly scheme: string
  readonly authority: string
  readonly offset: number
}

/** Cuts scheme, credentials and path away; credentials are dropped here and appear in no message. */
function splitText(text: string): Split {
  const at = text.indexOf('://')
  const start = at < 0 ? 0 : at + 3
  let end = text.length
  for (const mark of ['/', '?', '#', '\\']) {
    const found = text.indexOf(mark, start)
    if (found >= 0 && found < end) end = found
  }
  const credentials = text.slice(start, end).lastIndexOf('@')
  const offset = start + credentials + 1
  return { scheme: at < 0 ? '' : text.slice(0, at).toLowerCase(), authority: text.slice(offset, end), offset }
}

/** Splits `host:port`; a text with more than one colon outside brackets is an IPv6 address. */
function splitAuthority(authority: string): { host: string; port: string | undefined; bracketed: boolean } {
  if (authority.startsWith('[')) {
    const close = authority.indexOf(']')
    const rest = close < 0 ? '' : authority.slice(close + 1)
    if (close < 0 || (rest !== '' && !rest.startsWith(':'))) {
      return { host: authority, port: undefined, bracketed: false }
    }
    return { host: authority.slice(1, close), port: rest === '' ? undefined : rest.slice(1), bracketed: true }
  }
  const colon = authority.indexOf(':')
  if (colon < 0) return { host: authority, port: undefined, bracketed: false }
  if (authority.indexOf(':', colon + 1) >= 0) return { host: authority, port: undefined, bracketed: true }
  return { host: authority.slice(0, colon), port: authority.slice(colon + 1), bracketed: false }
}

/** The address in its shortest form, zone kept, or undefined when it is no IPv6 address. */
function readAddress6(text: string): string | undefined {
  const percent = text.indexOf('%')
  const zone = percent < 0 ? '' : text.slice(percent)
  const bare = percent < 0 ? text : text.slice(0, percent)
  if (!/^[0-9a-fA-F:.]+$/.test(bare) || !/^(%[0-9A-Za-z_.-]{1,32})?$/.test(zone)) return undefined
  if (!URL.canParse(`http://[${bare}]/`)) return undefined
  return new URL(`http://[${bare}]/`).hostname.slice(1, -1) + zone
}

/** Host name to lower-case punycode (UTS 46 as browsers do it), or undefined when it is no host name. */
function readName(text: string): string | undefined {
  if (/[\s%@:/?#[\]\\<>^|\p{Cc}]/u.test(text) || !URL.canParse(`http://${text}/`)) return undefined
  const full = new URL(`http://${text}/`).hostname
  const name = full.endsWith('.') ? full.slice(0, -1) : full
  const labels = name.split('.')
  if (name.length > 253 || labels.some(label => label === '' || label.length > 63)) return undefined
  return /^[a-z0-9._-]+$/.test(name) ? name : undefined
}

/** A server name to ask for, in punycode; '' stands for none. An address is none (RFC 6066 section 3). Code: `endpoint-bad-host`. */
export function parseServerName(text: string): Parsed<string> {
  const name = text === '' ? '' : readName(text)
  if (name !== undefined && !/^[0-9.]+$/.test(name)) return { ok: true, value: name, problems: [] }
  return refusal('endpoint-bad-host', 0, `${JSON.stringify(text.slice(0, 100))} is not a host name`)
}

function readPort(text: string): number | undefined {
  if (!/^[0-9]{1,5}$/.test(text)) return undefined
  const port = Number(text)
  return port >= 1 && port <= 65535 ? port : undefined
}

function readScheme(name: string): Scheme | Parsed<never> | undefined {
  if (name === '') return undefined
  const plain = name.endsWith('+starttls') ? name.slice(0, -'+starttls'.length) : name
  const scheme = schemes.get(plain)
  if (scheme !== undefined && !(plain !== name && scheme.starttls === 'none')) return scheme
  const known = [...schemes.keys()].join(', ')
  if (clearSchemes.has(plain)) {
    return refusal('endpoint-without-tls', 0, `${plain} does not serve TLS; write HOST:PORT if it does there`)
  }
  return refusal('endpoint-unknown-scheme', 0, `the scheme is none of ${known}`)
}

/** Host in brackets when it is an IPv6 address, and the port. */
export function formatEndpoint(endpoint: Endpoint): string {
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host
  return `${host}:${endpoint.port}`
}

/**
 * Reads `HOST`, `HOST:PORT`, `[ADDRESS]:PORT` or a URL; the port defaults to 443 or that of the scheme, and
 * STARTTLS follows from scheme, then port, unless given. Codes: `endpoint-*`.
 */
export function parseEndpoint(text: string, starttls?: StarttlsProtocol | 'none'): Parsed<Endpoint> {
  if (text.trim() === '') return refusal('endpoint-empty', 0, 'no host is given')
  if (text.length > maxTextLength) {
    return refusal('endpoint-too-long', maxTextLength, `${text.length} characters are no endpoint`)
  }
  const split = splitText(text.trim())
  const scheme = readScheme(split.scheme)
  if (scheme !== undefined && 'ok' in scheme) return scheme
  const parts = splitAuthority(split.authority)
  if (parts.host === '') return refusal('endpoint-empty', split.offset, 'no host is given')
  const host = parts.bracketed ? readAddress6(parts.host) : readName(parts.host)
  if (host === undefined) {
    const kind = parts.bracketed ? 'an IPv6 address' : 'a host name or address'
    return refusal(
      'endpoint-bad-host',
      split.offset,
      `${JSON.stringify(parts.host.slice(0, 100))} is not ${kind}`,
    )
  }
  const port = parts.port === undefined ? (scheme?.port ?? 443) : readPort(parts.port)
  if (port === undefined) {
    const written = JSON.stringify((parts.port ?? '').slice(0, 20))
    return refusal('endpoint-bad-port', split.offset, `${written} is not a port between 1 and 65535`)
  }
  const implied = scheme === undefined ? (portProtocols.get(port) ?? 'none') : scheme.starttls
  return { ok: true, value: { host, port, starttls: starttls ?? implied }, problems: [] }
}
