import { end, lineSpeaker, listen, type Protocol, type Said } from './speaker.ts'

/** SMTP with STARTTLS (RFC 5321, RFC 3207) and a mailbox that takes everything. */
export const smtp: Protocol = ({ secured, greets, host }) => {
  let mode: 'command' | 'data' | 'login' = 'command'
  let asked = 0
  const extensions = secured ? '250-8BITMIME\r\n250 AUTH PLAIN LOGIN\r\n' : '250-8BITMIME\r\n250 STARTTLS\r\n'
  const answers: Readonly<Record<string, () => Said>> = {
    EHLO: () => listen(`250-${host}\r\n${extensions}`),
    HELO: () => listen(`250 ${host}\r\n`),
    STARTTLS: () => (secured ? listen('503 TLS is on\r\n') : { say: '220 go ahead\r\n', after: 'tls' }),
    DATA: () => {
      mode = 'data'
      return listen('354 end with a dot\r\n')
    },
    QUIT: () => end('221 bye\r\n'),
  }
  const login = (line: string): Said => {
    const [, mechanism = '', initial] = line.split(' ')
    if (mechanism.toUpperCase() !== 'LOGIN' && initial !== undefined) return listen('235 welcome\r\n')
    mode = 'login'
    asked = mechanism.toUpperCase() === 'LOGIN' && initial === undefined ? 2 : 1
    return listen('334 \r\n')
  }
  return lineSpeaker(greets ? `220 ${host} ESMTP\r\n` : '', line => {
    if (mode === 'data') {
      if (line !== '.') return listen()
      mode = 'command'
      return listen('250 taken\r\n')
    }
    if (mode === 'login') {
      asked -= 1
      if (asked > 0) return listen('334 \r\n')
      mode = 'command'
      return listen('235 welcome\r\n')
    }
    const verb = line.split(' ')[0]?.toUpperCase() ?? ''
    if (verb === 'AUTH') return login(line)
    return Object.hasOwn(answers, verb) ? (answers[verb]?.() ?? listen()) : listen('250 OK\r\n')
  })
}
