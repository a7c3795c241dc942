/** A small OpenID provider on loopback: strict where it must be, and dishonest where a test asks for it. */
import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export const clientId = 'foreseen'
export const clientSecret = 'a secret: with/odd characters'

type Claims = Record<string, unknown>

/** What is wrong with one sign-in on purpose. */
export interface Deceit {
  readonly claims?: Claims
  /** `none`, or `HS256` with the client's secret as key. */
  readonly alg?: 'none' | 'HS256'
  readonly signWith?: KeyObject
  readonly nonce?: string
  /** Query of the way back. */
  readonly query?: Readonly<Record<string, string>>
}

export interface IdentityProvider {
  readonly issuer: string
  /** Paths asked for, in order. */
  readonly asked: string[]
  /** A person agrees: the address that their browser is sent to. */
  agree(authorizationUrl: string, claims: Claims, deceit?: Deceit): string
  /** Answers everything with 503 while `true`. */
  isIll: boolean
  /** What the userinfo endpoint tells; `undefined` where there is none. */
  userinfo: Claims | undefined
  /** Added to what it says of itself. */
  metadata: Claims
  close(): Promise<void>
}

const json = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const part of request) text += String(part)
  return new URLSearchParams(text)
}

interface Issued {
  readonly redirectUri: string
  readonly challenge: string
  readonly claims: Claims
  readonly deceit: Deceit
}

const keyFor = (alg: 'RS256' | 'ES256') =>
  alg === 'RS256'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' })

function tokenOf(alg: 'RS256' | 'ES256', key: KeyObject, claims: Claims, deceit: Deceit): string {
  const signed = `${json({ alg: deceit.alg ?? alg, kid: 'k1', typ: 'JWT' })}.${json(claims)}`
  if (deceit.alg === 'none') return `${signed}.`
  if (deceit.alg === 'HS256')
    return `${signed}.${createHmac('sha256', clientSecret).update(signed).digest('base64url')}`
  const signature = sign('sha256', Buffer.from(signed), {
    key: deceit.signWith ?? key,
    dsaEncoding: 'ieee-p1363',
  })
  return `${signed}.${signature.toString('base64url')}`
}

/** RFC 6749, section 2.3.1: both parts are encoded before they are joined. */
const basic = `Basic ${Buffer.from(
  `${encodeURIComponent(clientId)}:${new URLSearchParams({ s: clientSecret }).toString().slice(2)}`,
).toString('base64')}`

export async function startProvider(alg: 'RS256' | 'ES256' = 'RS256'): Promise<IdentityProvider> {
  const { publicKey, privateKey } = keyFor(alg)
  const codes = new Map<string, Issued>()
  const asked: string[] = []
  const redeem = async (request: IncomingMessage): Promise<Claims | undefined> => {
    const body = await bodyOf(request)
    const issued = codes.get(body.get('code') ?? '')
    codes.delete(body.get('code') ?? '')
    const verifier = body.get('code_verifier') ?? ''
    const isRight =
      request.headers.authorization === basic &&
      body.get('redirect_uri') === issued?.redirectUri &&
      createHash('sha256').update(verifier).digest('base64url') === issued?.challenge
    if (!isRight || issued === undefined) return undefined
    const { claims, deceit } = issued
    const idToken = tokenOf(alg, privateKey, claims, deceit)
    return { access_token: 'access', token_type: 'Bearer', expires_in: 60, id_token: idToken }
  }
  const answer = async (request: IncomingMessage): Promise<[number, unknown]> => {
    const path = request.url ?? ''
    asked.push(path)
    if (provider.isIll) return [503, {}]
    if (path === '/.well-known/openid-configuration') {
      const { issuer, userinfo, metadata } = provider
      const endpoints = {
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        ...(userinfo === undefined ? {} : { userinfo_endpoint: `${issuer}/userinfo` }),
      }
      const algs = { id_token_signing_alg_values_supported: [alg] }
      return [200, { issuer, ...endpoints, ...algs, response_types_supported: ['code'], ...metadata }]
    }
    if (path === '/jwks') {
      const key = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg }
      return [200, { keys: [key] }]
    }
    if (path === '/userinfo') return [200, provider.userinfo]
    const tokens = path === '/token' ? await redeem(request) : undefined
    return tokens === undefined ? [400, { error: 'invalid_grant' }] : [200, tokens]
  }
  const server = createServer((request, response) => {
    void answer(request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A test that fails leaves it open; the process ends all the same.
  server.unref()
  const address: AddressInfo | string | null = server.address()
  const issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const provider: IdentityProvider = {
    issuer,
    asked,
    isIll: false,
    userinfo: undefined,
    metadata: {},
    agree: (authorizationUrl, claims, deceit = {}) => {
      const { searchParams } = new URL(authorizationUrl)
      const code = randomBytes(16).toString('hex')
      const redirectUri = searchParams.get('redirect_uri') ?? ''
      const nowS = Math.floor(Date.now() / 1000)
      const usual = { iss: issuer, aud: clientId, iat: nowS, exp: nowS + 60 }
      const nonce = deceit.nonce ?? searchParams.get('nonce')
      codes.set(code, {
        redirectUri,
        challenge: searchParams.get('code_challenge') ?? '',
        claims: { ...usual, nonce, ...claims, ...deceit.claims },
        deceit,
      })
      const back = new URL(redirectUri)
      const query = { code, state: searchParams.get('state') ?? '', ...deceit.query }
      for (const [name, value] of Object.entries(query)) back.searchParams.set(name, value)
      return back.href
    },
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return provider
}
