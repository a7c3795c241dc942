import { readFileSync } from 'node:fs'
import { nearest } from '@foreseen/facts'
import { StartFailure } from '../http/refusal.ts'
import { type Role, roles } from './role.ts'

/** An OpenID provider as it is configured; the program is registered there with the callback address. */
export interface RawOidc {
  /** `https://id.example.com/realm`; http for a loopback address only. */
  readonly issuer: string
  readonly clientId: string
  /** Given as it is, or as a file whose first line it is; neither for a public client. */
  readonly clientSecret?: string
  readonly clientSecretFile?: string
  /** What people know it by; the host of the issuer unless told. */
  readonly name?: string
  /** Whoever has a verified address there may come in unasked. */
  readonly allowedDomains?: readonly string[]
  /** What they become: viewer unless told, never owner. */
  readonly defaultRole?: string
  /** Claim whose values give roles; dots lead into objects, `realm_access.roles`. */
  readonly roleClaim?: string
  /** Role by value of that claim; the highest one counts. */
  readonly claimRoles?: Readonly<Record<string, string>>
  /** Asked for beside `openid email profile`. */
  readonly scopes?: readonly string[]
}

/** Who may come in, and as what. */
export interface AdmissionRules {
  /** Lower case. */
  readonly allowedDomains: readonly string[]
  readonly defaultRole: Role
  readonly roleClaim: string | undefined
  readonly claimRoles: ReadonlyMap<string, Role>
}

export interface OidcOptions {
  readonly issuer: URL
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly name: string
  readonly scope: string
  /** The issuer is on this machine and speaks plain HTTP: for trying things out, and for tests. */
  readonly isInsecure: boolean
  readonly admission: AdmissionRules
}

const known = [
  'issuer',
  'clientId',
  'clientSecret',
  'clientSecretFile',
  'name',
  'allowedDomains',
  'defaultRole',
  'roleClaim',
  'claimRoles',
  'scopes',
]

const bad = (detail: string): StartFailure => new StartFailure('server-bad-option', `oidc: ${detail}`)

const isLoopbackUrl = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)

function parseIssuer(text: unknown): URL {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.username !== '' || url.search !== '' || url.hash !== '')
    throw bad('issuer must be the address that the provider calls its issuer.')
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackUrl(url))) return url
  throw bad('issuer must be https.')
}

function parseText(name: string, text: unknown): string {
  if (typeof text === 'string' && text.trim() !== '' && text.length <= 500) return text
  throw bad(`${name} must be a text of 1 to 500 characters.`)
}

function parseTexts(name: string, texts: unknown): readonly string[] {
  if (texts === undefined) return []
  if (!Array.isArray(texts)) throw bad(`${name} must be a list.`)
  return texts.map(text => parseText(name, text))
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/, 1)[0] ?? ''
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'it failed'
    throw bad(`clientSecretFile cannot be read: ${why}.`)
  }
}

function parseSecret({ clientSecret, clientSecretFile }: RawOidc): string | undefined {
  if (clientSecret !== undefined && clientSecretFile !== undefined)
    throw bad('clientSecret and clientSecretFile exclude each other.')
  if (clientSecretFile !== undefined)
    return parseText('clientSecretFile', readSecret(parseText('clientSecretFile', clientSecretFile)))
  return clientSecret === undefined ? undefined : parseText('clientSecret', clientSecret)
}

function parseRole(name: string, text: unknown): Role {
  const role = roles.find(role => role === text)
  if (role === undefined) throw bad(`${name} must be one of ${roles.join(', ')}.`)
  return role
}

function parseDomain(text: string): string {
  const domain = text.trim().toLowerCase().replace(/^@/, '')
  if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(domain)) return domain
  throw bad('allowedDomains must be names such as example.com.')
}

function parseAdmission(raw: RawOidc): AdmissionRules {
  const defaultRole = parseRole('defaultRole', raw.defaultRole ?? 'viewer')
  if (defaultRole === 'owner')
    throw bad('defaultRole must not be owner: owners are invited, or named by claimRoles.')
  const entries: [string, unknown][] = Object.entries(raw.claimRoles ?? {})
  const claimRoles = new Map(entries.map(([value, role]) => [value, parseRole(`claimRoles.${value}`, role)]))
  if ((raw.roleClaim !== undefined) !== claimRoles.size > 0)
    throw bad('roleClaim and claimRoles belong together.')
  return {
    allowedDomains: parseTexts('allowedDomains', raw.allowedDomains).map(parseDomain),
    defaultRole,
    roleClaim: raw.roleClaim === undefined ? undefined : parseText('roleClaim', raw.roleClaim),
    claimRoles,
  }
}

/** Errors: `server-bad-option`. */
export function parseOidc(raw: RawOidc): OidcOptions {
  if (typeof raw !== 'object' || raw === null) throw bad('it must be an object.')
  for (const key of Object.keys(raw)) {
    if (known.includes(key)) continue
    const near = nearest(key, known)
    throw bad(`there is no option ${key}.${near === undefined ? '' : ` Did you mean ${near}?`}`)
  }
  const issuer = parseIssuer(raw.issuer)
  return {
    issuer,
    clientId: parseText('clientId', raw.clientId),
    clientSecret: parseSecret(raw),
    name: raw.name === undefined ? issuer.host : parseText('name', raw.name),
    scope: [...new Set(['openid', 'email', 'profile', ...parseTexts('scopes', raw.scopes)])].join(' '),
    isInsecure: issuer.protocol === 'http:',
    admission: parseAdmission(raw),
  }
}
