import type { StarttlsProtocol } from '@foreseen/facts'
import { ftp } from './ftp.ts'
import { imap } from './imap.ts'
import { ldap } from './ldap.ts'
import { mysql } from './mysql.ts'
import { pop3 } from './pop3.ts'
import { postgres } from './postgres.ts'
import { smtp } from './smtp.ts'
import type { Protocol } from './speaker.ts'
import { xmpp } from './xmpp.ts'

/** The server's side of each protocol in which TLS begins by agreement. */
export const protocols: Readonly<Record<StarttlsProtocol, Protocol>> = {
  smtp,
  imap,
  pop3,
  ftp,
  ldap,
  xmpp,
  postgres,
  mysql,
}

/** Ports where these protocols run inside TLS from the first byte (IANA registry). */
const tlsPorts: ReadonlyMap<number, StarttlsProtocol> = new Map<number, StarttlsProtocol>([
  [465, 'smtp'],
  [993, 'imap'],
  [995, 'pop3'],
  [990, 'ftp'],
  [636, 'ldap'],
  [3269, 'ldap'],
  [5223, 'xmpp'],
])

/** Identifiers of ALPN (IANA registry). */
const alpnNames: ReadonlyMap<string, StarttlsProtocol> = new Map<string, StarttlsProtocol>([
  ['imap', 'imap'],
  ['pop3', 'pop3'],
  ['ftp', 'ftp'],
  ['xmpp-client', 'xmpp'],
  ['postgresql', 'postgres'],
])

/** What is spoken inside TLS, where it is none of HTTP. */
export function protocolInside(port: number, alpn: string): StarttlsProtocol | undefined {
  return alpnNames.get(alpn) ?? tlsPorts.get(port)
}
