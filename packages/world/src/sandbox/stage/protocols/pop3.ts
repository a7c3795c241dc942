import { end, lineSpeaker, listen, type Protocol, type Said } from './speaker.ts'

/** POP3 with STLS (RFC 1939, RFC 2595) and an empty mailbox. */
export const pop3: Protocol = ({ secured, greets, host }) => {
  let waiting = false
  const answers: Readonly<Record<string, () => Said>> = {
    CAPA: () => listen(`+OK\r\nUSER\r\nUIDL\r\n${secured ? 'SASL PLAIN' : 'STLS'}\r\n.\r\n`),
    STLS: () => (secured ? listen('-ERR TLS is on\r\n') : { say: '+OK begin TLS\r\n', after: 'tls' }),
    AUTH: () => {
      waiting = true
      return listen('+ \r\n')
    },
    STAT: () => listen('+OK 0 0\r\n'),
    LIST: () => listen('+OK\r\n.\r\n'),
    UIDL: () => listen('+OK\r\n.\r\n'),
    QUIT: () => end('+OK bye\r\n'),
  }
  return lineSpeaker(greets ? `+OK ${host} ready\r\n` : '', line => {
    if (waiting) {
      waiting = false
      return listen('+OK welcome\r\n')
    }
    const verb = line.split(' ')[0]?.toUpperCase() ?? ''
    return Object.hasOwn(answers, verb) ? (answers[verb]?.() ?? listen()) : listen('+OK\r\n')
  })
}
