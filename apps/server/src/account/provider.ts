import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
} from 'openid-client'
import { Refusal } from '../http/refusal.ts'
import { boundedFetch, isDown, requestSeconds } from './provider-fetch.ts'
import type { OidcOptions } from './provider-options.ts'

/** What the provider says of a person: signed by it, for this client, for this attempt. */
export interface ProviderClaims {
  readonly issuer: string
  readonly subject: string
  /** Only an address that the provider verified. */
  readonly email: string | undefined
  readonly name: string | undefined
  readonly all: Readonly<Record<string, unknown>>
}

/** What belongs to one attempt; nobody but the browser and this server knows it. */
export interface Attempt {
  readonly state: string
  readonly nonce: string
  /** PKCE, RFC 7636. */
  readonly verifier: string
}

/** An OpenID provider, asked only when somebody signs in by it. */
export interface Provider {
  readonly name: string
  /** Where the browser goes. Errors: `server-provider-down`. */
  begin(attempt: Attempt, redirectUri: string): Promise<URL>
  /** `url` is the address that the browser came back to. Errors: `server-provider-down`, `server-provider-refused`. */
  finish(attempt: Attempt, url: URL): Promise<ProviderClaims>
}

/** What the provider says of itself is read again after so long; until then, and while it is down, the old holds. */
const keptMs = 3_600_000
/** A provider that was down is left alone so long. */
const restMs = 10_000

const down = (cause?: unknown): Refusal =>
  new Refusal('server-provider-down', 'The provider does not answer at present.', {
    headers: { 'retry-after': String(restMs / 1000) },
    cause,
  })

function authFor({ clientSecret }: OidcOptions, methods: readonly string[] | undefined): ClientAuth {
  if (clientSecret === undefined) return None()
  // Where a provider does not say, basic is what it takes (OpenID Connect Discovery 1.0, section 3).
  const isBasic = methods === undefined || methods.includes('client_secret_basic')
  return isBasic ? ClientSecretBasic(clientSecret) : ClientSecretPost(clientSecret)
}

/** Reads what the provider says of itself. That it names itself as it is configured is checked by the library. */
async function discover(options: OidcOptions): Promise<Configuration> {
  const execute = options.isInsecure ? [allowInsecureRequests] : []
  const more = { execute, timeout: requestSeconds, [customFetch]: boundedFetch }
  const found = await discovery(options.issuer, options.clientId, undefined, None(), more)
  const metadata = found.serverMetadata()
  const auth = authFor(options, metadata.token_endpoint_auth_methods_supported)
  const config = new Configuration(metadata, options.clientId, undefined, auth)
  config[customFetch] = boundedFetch
  config.timeout = requestSeconds
  // Signatures of tokens are checked although they come straight from the provider: one defence more than TLS alone.
  enableNonRepudiationChecks(config)
  if (options.isInsecure) allowInsecureRequests(config)
  return config
}

/** One discovery at a time, however many people sign in. */
function keeping(options: OidcOptions, now: () => number): () => Promise<Configuration> {
  let kept: { readonly config: Configuration; readonly atMs: number } | undefined
  let pending: Promise<Configuration> | undefined
  let failedMs: number | undefined
  const look = async (): Promise<Configuration> => {
    try {
      const config = await discover(options)
      kept = { config, atMs: now() }
      return config
    } catch (error) {
      failedMs = now()
      throw error
    } finally {
      pending = undefined
    }
  }
  return async () => {
    if (kept !== undefined && now() - kept.atMs < keptMs) return kept.config
    const isResting = failedMs !== undefined && now() - failedMs < restMs
    if (isResting && kept === undefined) throw down()
    if (!isResting) pending ??= look()
    if (kept === undefined) return await (pending ?? look())
    pending?.catch(() => undefined)
    return kept.config
  }
}

/** The words of the library and of the provider repeat what was sent, so they are not told further. */
function refusalFrom(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (isDown(error)) return down(error)
  if (error instanceof AuthorizationResponseError)
    return new Refusal('server-provider-refused', 'The provider did not sign you in.', { cause: error })
  return new Refusal('server-provider-refused', 'What the provider answered does not hold.', { cause: error })
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined

function claimsOf(all: Readonly<Record<string, unknown>>, issuer: string, subject: string): ProviderClaims {
  const email = all.email_verified === true ? textOf(all.email)?.toLowerCase() : undefined
  return { issuer, subject, email, name: textOf(all.name), all }
}

async function exchange(config: Configuration, attempt: Attempt, url: URL): Promise<ProviderClaims> {
  const tokens = await authorizationCodeGrant(config, url, {
    expectedState: attempt.state,
    expectedNonce: attempt.nonce,
    pkceCodeVerifier: attempt.verifier,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (claims === undefined) throw new Refusal('server-provider-refused', 'The provider sent no identity.')
  const { iss, sub } = claims
  // Some providers keep the address out of the token and tell it on being asked.
  const isThin = claims.email === undefined && config.serverMetadata().userinfo_endpoint !== undefined
  const more = isThin ? await fetchUserInfo(config, tokens.access_token, sub) : {}
  return claimsOf({ ...more, ...claims }, iss, sub)
}

export function openProvider(options: OidcOptions, now: () => number): Provider {
  const configuration = keeping(options, now)
  const attempted = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act()
    } catch (error) {
      throw refusalFrom(error)
    }
  }
  return {
    name: options.name,
    begin: ({ state, nonce, verifier }, redirectUri) =>
      attempted(async () =>
        buildAuthorizationUrl(await configuration(), {
          response_type: 'code',
          redirect_uri: redirectUri,
          scope: options.scope,
          state,
          nonce,
          code_challenge: await calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        }),
      ),
    finish: (attempt, url) => attempted(async () => exchange(await configuration(), attempt, url)),
  }
}
