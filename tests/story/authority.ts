/** The authority of the story: a root, an intermediate, and the server's certificates around a given day. */
import { generateKeyPairSync } from 'node:crypto'
import { type Issuer, issue, pemOf, type Toy } from '../fixture-ca/issue.ts'

export const dayMs = 86_400_000
export const serverName = 'www.joost.test'

/** What a TLS server needs. */
export interface Serving {
  readonly certificate: Uint8Array
  readonly chainPem: string
  readonly keyPem: string
}

export interface Authority {
  readonly rootPem: string
  /** Root and intermediate with their keys, as file names and texts: what the owner of a private CA holds. */
  readonly files: Readonly<Record<string, string>>
  /** Issues for the server's name with a new key, valid from a day for a number of days. */
  serve(notBeforeMs: number, validityDays: number): Promise<Serving>
}

const newToy = (name: string): Toy => ({
  name,
  key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
})

const keyPem = ({ key }: Toy): string => String(key.export({ type: 'pkcs8', format: 'pem' }))

export async function founding(nowMs: number): Promise<Authority> {
  const root: Issuer = { subject: 'CN=Story Root, O=Story Trust', toy: newToy('root') }
  const middle: Issuer = { subject: 'CN=Story Intermediate, O=Story Trust', toy: newToy('intermediate') }
  const span = {
    notBefore: new Date(nowMs - 800 * dayMs),
    notAfter: new Date(nowMs + 3650 * dayMs),
    ca: true,
  }
  const rootDer = await issue({ ...span, subject: root.subject, toy: root.toy, issuer: root, serial: '0a01' })
  const middleDer = await issue({
    ...span,
    subject: middle.subject,
    toy: middle.toy,
    issuer: root,
    serial: '0a02',
  })
  let serial = 0x0b01
  return {
    rootPem: pemOf('CERTIFICATE', rootDer),
    files: {
      'root.pem': pemOf('CERTIFICATE', rootDer),
      'root.key': keyPem(root.toy),
      'intermediate.pem': pemOf('CERTIFICATE', middleDer),
      'intermediate.key': keyPem(middle.toy),
    },
    async serve(notBeforeMs, validityDays) {
      const own = newToy('server')
      const certificate = await issue({
        subject: `CN=${serverName}`,
        toy: own,
        issuer: middle,
        notBefore: new Date(notBeforeMs),
        notAfter: new Date(notBeforeMs + validityDays * dayMs),
        serial: (serial++).toString(16).padStart(4, '0'),
        ca: false,
        dnsNames: [serverName],
      })
      return {
        certificate,
        chainPem: pemOf('CERTIFICATE', certificate) + pemOf('CERTIFICATE', middleDer),
        keyPem: keyPem(own),
      }
    },
  }
}
