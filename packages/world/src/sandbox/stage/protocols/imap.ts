import { end, lineSpeaker, listen, type Protocol, type Said } from './speaker.ts'

/** IMAP with STARTTLS (RFC 9051 section 6.2.1) and an empty mailbox. */
export const imap: Protocol = ({ secured, greets, host }) => {
  const capabilities = secured ? 'IMAP4rev1 AUTH=PLAIN' : 'IMAP4rev1 STARTTLS LOGINDISABLED'
  let waiting = ''
  const untagged: Readonly<Record<string, string>> = {
    CAPABILITY: `* CAPABILITY ${capabilities}\r\n`,
    SELECT: '* 0 EXISTS\r\n* FLAGS ()\r\n* OK [UIDVALIDITY 1] valid\r\n',
    EXAMINE: '* 0 EXISTS\r\n* FLAGS ()\r\n* OK [UIDVALIDITY 1] valid\r\n',
    LIST: '* LIST () "/" INBOX\r\n',
    SEARCH: '* SEARCH\r\n',
  }
  const answer = (tag: string, verb: string): Said => {
    if (verb === 'LOGOUT') return end(`* BYE bye\r\n${tag} OK done\r\n`)
    if (verb === 'STARTTLS')
      return secured ? listen(`${tag} BAD TLS is on\r\n`) : { say: `${tag} OK begin TLS\r\n`, after: 'tls' }
    if (verb === 'AUTHENTICATE') {
      waiting = tag
      return listen('+ \r\n')
    }
    return listen(`${Object.hasOwn(untagged, verb) ? untagged[verb] : ''}${tag} OK done\r\n`)
  }
  return lineSpeaker(greets ? `* OK [CAPABILITY ${capabilities}] ${host} ready\r\n` : '', line => {
    if (waiting !== '') {
      const tag = waiting
      waiting = ''
      return listen(`${tag} OK welcome\r\n`)
    }
    const [tag = '', verb] = line.slice(0, 1000).split(' ')
    return verb === undefined ? listen('* BAD no command\r\n') : answer(tag, verb.toUpperCase())
  })
}
