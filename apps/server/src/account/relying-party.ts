import { isIP } from 'node:net'
import { Refusal } from '../http/refusal.ts'

/** For whom passkeys are made (WebAuthn level 3, section 5.1.2): they work at this name only. */
export interface RelyingParty {
  readonly id: string
  /** Of the pages that may ask for them. */
  readonly origin: string
}

export type PasskeySupport =
  | { readonly works: true; readonly party: RelyingParty }
  | { readonly works: false; readonly trouble: string }

const no = (trouble: string): PasskeySupport => ({ works: false, trouble })

const isLocal = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost')

function supportAt(url: URL): PasskeySupport {
  const name = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(name) !== 0) {
    const isLoopback = name === '::1' || name.startsWith('127.')
    const port = url.port === '' ? '' : `:${url.port}`
    const instead = isLoopback ? `open http://localhost${port} instead.` : 'give the server a name.'
    return no(`Passkeys belong to a name and not to an IP address: ${instead}`)
  }
  // Browsers take localhost for secure without TLS, and nothing else.
  if (url.protocol === 'https:' || isLocal(name))
    return { works: true, party: { id: name, origin: url.origin } }
  return no('Passkeys need HTTPS: tell the server its public https address.')
}

/**
 * Whether passkeys work where the server is reached. Without a public address only the machine itself is known for
 * sure: behind a proxy the server cannot tell by which name and whether by HTTPS it was reached.
 */
export function passkeySupport(publicUrl: URL | undefined, host: string | undefined): PasskeySupport {
  if (publicUrl !== undefined) return supportAt(publicUrl)
  const address = `http://${host ?? ''}`
  if (!URL.canParse(address)) return no('Passkeys need the name of the server.')
  return supportAt(new URL(address))
}

/** Errors: `server-passkeys-off`. */
export function demandParty(publicUrl: URL | undefined, host: string | undefined): RelyingParty {
  const support = passkeySupport(publicUrl, host)
  if (!support.works) throw new Refusal('server-passkeys-off', support.trouble)
  return support.party
}
