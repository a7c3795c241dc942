import type { ObservedKeyType } from '@foreseen/facts'
import { everyScheme, schemesFor, suitesFor } from './cipher-suites.ts'
import { number, numbers16, vector } from './fields.ts'
import { handshakeType } from './handshake-messages.ts'
import { groupsFor, type KeyShare } from './key-share.ts'

/** What a hello says; `cookie` answers a HelloRetryRequest. */
export interface HelloContent {
  readonly keyType: ObservedKeyType
  readonly sni: string
  readonly alpn: readonly string[]
  readonly random: Uint8Array
  readonly sessionId: Uint8Array
  readonly shares: readonly KeyShare[]
  readonly cookie: Uint8Array | undefined
}

/** TLS 1.3, 1.2, 1.1, 1.0: the certificate of an old server is worth knowing too. */
const versions: readonly number[] = [0x0304, 0x0303, 0x0302, 0x0301]

/** Extension types (IANA registry). */
export const extensionType = {
  serverName: 0,
  statusRequest: 5,
  alpn: 16,
  sct: 18,
  cookie: 44,
  supportedVersions: 43,
  keyShare: 51,
} as const

function extension(type: number, ...content: readonly Uint8Array[]): Buffer {
  return Buffer.concat([number(type, 2), vector(2, ...content)])
}

function extensionsOf(content: HelloContent): readonly Buffer[] {
  const name = Buffer.from(content.sni, 'latin1')
  const protocols = content.alpn.map(protocol => vector(1, Buffer.from(protocol, 'latin1')))
  const shares = content.shares.map(share =>
    Buffer.concat([number(share.group, 2), vector(2, share.publicBytes)]),
  )
  return [
    ...(content.sni === ''
      ? []
      : [extension(extensionType.serverName, vector(2, Buffer.of(0), vector(2, name)))]),
    extension(23), // extended_master_secret (RFC 7627): some servers refuse TLS 1.2 without it
    extension(0xff01, Buffer.of(0)), // renegotiation_info (RFC 5746)
    extension(10, vector(2, numbers16(groupsFor(content.keyType)))),
    extension(11, vector(1, Buffer.of(0))), // ec_point_formats: uncompressed
    ...(protocols.length === 0 ? [] : [extension(extensionType.alpn, vector(2, ...protocols))]),
    extension(extensionType.statusRequest, Buffer.of(1, 0, 0, 0, 0)), // OCSP, no responder named
    extension(13, vector(2, numbers16(schemesFor(content.keyType)))),
    // The key kind asked for is that of the leaf; any signature will do above it (RFC 8446 section 4.2.3).
    extension(50, vector(2, numbers16(everyScheme))),
    extension(extensionType.sct),
    extension(extensionType.supportedVersions, vector(1, numbers16(versions))),
    ...(content.cookie === undefined ? [] : [extension(extensionType.cookie, vector(2, content.cookie))]),
    extension(extensionType.keyShare, vector(2, ...shares)),
  ]
}

/** A ClientHello with its handshake header (RFC 8446 section 4.1.2). */
export function clientHello(content: HelloContent): Buffer {
  const body = Buffer.concat([
    number(0x0303, 2),
    content.random,
    vector(1, content.sessionId),
    vector(2, numbers16(suitesFor(content.keyType))),
    vector(1, Buffer.of(0)),
    vector(2, ...extensionsOf(content)),
  ])
  return Buffer.concat([number(handshakeType.clientHello, 1), vector(3, body)])
}
