import { createHash } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls'
import type { Credentials } from '../parts.ts'
import type { Connection } from './admission.ts'

/** A handshake takes a second on a busy machine; a client that waits longer than this has stopped. */
export const handshakeTimeoutMs = 20_000

/** After this long without a byte a connection says nothing more. */
const idleTimeoutMs = 120_000

interface Offer {
  readonly credentials: Credentials
  /** The application protocol chosen, or '' for no answer to ALPN. */
  readonly alpn: string
  readonly asksClientCertificate: boolean
}

/**
 * Old clients are rehearsed too: TLS 1.0 with SHA-1 signatures and small keys, which OpenSSL allows at level 0.
 * SSL 3.0, RC4 and export suites are not compiled into Node: such a client cannot speak, and the event says so.
 * A server of its own per connection has ticket keys of its own, so nothing is ever resumed.
 */
function serverOptions({ credentials, alpn, asksClientCertificate }: Offer): TlsOptions {
  return {
    cert: credentials.chainPem,
    key: credentials.keyPem,
    minVersion: 'TLSv1',
    ciphers: 'DEFAULT:@SECLEVEL=0',
    dhparam: 'auto',
    handshakeTimeout: handshakeTimeoutMs,
    requestCert: asksClientCertificate,
    rejectUnauthorized: false,
    ...(alpn === '' ? {} : { ALPNProtocols: [alpn] }),
  }
}

/** Names of errors for which no alert came, in words. */
const silentEnds: ReadonlyMap<string, string> = new Map([
  ['ECONNRESET', 'closed by the client'],
  ['EPIPE', 'closed by the client'],
  ['ERR_TLS_HANDSHAKE_TIMEOUT', `not complete after ${handshakeTimeoutMs / 1000} seconds`],
])

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What an error of TLS says: the alert that the client sent, and one clause. */
function readTlsError(error: Error): { readonly alert: number | undefined; readonly detail: string } {
  // The only spelling that all versions of OpenSSL share; codes and reasons differ between them.
  const alert = /SSL alert number (\d{1,3})/.exec(error.message)?.[1]
  const code = 'code' in error ? textOf(error.code) : ''
  const reason = 'reason' in error ? textOf(error.reason) : ''
  const known = silentEnds.get(code) ?? (reason === '' ? error.message : reason)
  const detail = known
    .replace(/[^\x20-\x7e]+/g, ' ')
    .slice(0, 200)
    .trim()
  return { alert: alert === undefined ? undefined : Number(alert), detail }
}

function tellSecured(connection: Connection, secure: TLSSocket): void {
  const raw = secure.getPeerX509Certificate()?.raw
  connection.emit({
    kind: 'secured',
    protocol: secure.getProtocol() ?? '',
    cipher: secure.getCipher().standardName,
    alpn: typeof secure.alpnProtocol === 'string' ? secure.alpnProtocol : '',
    resumed: secure.isSessionReused(),
    clientCertificate: raw === undefined ? '' : createHash('sha256').update(raw).digest('hex'),
  })
}

/** Plays the server's side of TLS on a stream whose first flight was put back; `onSecure` gets what is inside. */
export function playHandshake(
  connection: Connection,
  socket: Duplex,
  offer: Offer,
  onSecure: (secure: TLSSocket) => void,
): void {
  let settled = false
  const server = createServer(serverOptions(offer))
  server.on('tlsClientError', error => {
    if (!settled) connection.emit({ kind: 'refused', ...readTlsError(error) })
    settled = true
    socket.destroy()
  })
  server.on('secureConnection', secure => {
    settled = true
    connection.application = secure
    tellSecured(connection, secure)
    let broken = false
    secure.on('error', error => {
      if (!broken) connection.emit({ kind: 'broke', ...readTlsError(error) })
      broken = true
      secure.destroy()
    })
    secure.on('end', () => secure.end())
    secure.setTimeout(idleTimeoutMs, () => secure.destroy())
    onSecure(secure)
  })
  server.emit('connection', socket)
}
