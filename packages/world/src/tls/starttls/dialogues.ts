import type { StarttlsProtocol } from '@foreseen/facts'
import type { Dialogue } from './dialogue.ts'
import { ftp } from './ftp.ts'
import { imap } from './imap.ts'
import { ldap } from './ldap.ts'
import { mysql } from './mysql.ts'
import { pop3 } from './pop3.ts'
import { postgres } from './postgres.ts'
import { smtp } from './smtp.ts'
import { xmpp } from './xmpp.ts'

/** How TLS begins in each protocol. */
export const dialogues: Readonly<Record<StarttlsProtocol, Dialogue>> = {
  smtp,
  imap,
  pop3,
  ftp,
  ldap,
  xmpp,
  postgres,
  mysql,
}
