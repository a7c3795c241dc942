import { end, lineSpeaker, listen, type Protocol } from './speaker.ts'

/** Replies of RFC 959 and RFC 4217; there is no data connection, which the client learns after its login. */
const replies: Readonly<Record<string, string>> = {
  USER: '331 password, please\r\n',
  PASS: '230 welcome\r\n',
  PBSZ: '200 PBSZ=0\r\n',
  PROT: '200 as you wish\r\n',
  PWD: '257 "/"\r\n',
  TYPE: '200 as you wish\r\n',
  CWD: '250 there\r\n',
  SYST: '215 UNIX Type: L8\r\n',
  FEAT: '211-features\r\n AUTH TLS\r\n PBSZ\r\n PROT\r\n211 end\r\n',
  NOOP: '200 OK\r\n',
  OPTS: '200 OK\r\n',
}

/** FTP with AUTH TLS. */
export const ftp: Protocol = ({ secured, greets, host }) =>
  lineSpeaker(greets ? `220 ${host} ready\r\n` : '', line => {
    const verb = line.split(' ')[0]?.toUpperCase() ?? ''
    if (verb === 'QUIT') return end('221 bye\r\n')
    if (verb === 'AUTH' && !secured) return { say: '234 begin TLS\r\n', after: 'tls' }
    return listen(Object.hasOwn(replies, verb) ? replies[verb] : '502 not here\r\n')
  })
