/** The authority of the founding story: a root, an intermediate, and a server's certificates around a given day. */
import {
  alternativeNames,
  authorityKeyId,
  caExtensions,
  distinguishedName,
  keyIdentifier,
  leafExtensions,
  subjectKeyId,
} from '../cast/extension.ts'
import { KeyRing, type SigningKey } from '../cast/key-ring.ts'
import { signCertificate } from '../cast/sign.ts'

const dayMs = 86_400_000
const organisation = 'Story Trust'

/** What a TLS server needs. */
export interface Serving {
  /** DER of the leaf. */
  readonly certificate: Uint8Array
  readonly chainPem: string
  readonly keyPem: string
}

/** A private CA that lives as long as its story. */
export interface FoundingAuthority {
  readonly rootPem: string
  /** Root and intermediate with their keys, as file names and texts: what the owner of a private CA holds. */
  readonly files: Readonly<Record<string, string>>
  /** Issues for the server's name with a new key, valid from a day for a number of days. */
  serve(notBeforeMs: number, validityDays: number): Promise<Serving>
}

interface Party {
  readonly name: Uint8Array
  readonly key: SigningKey
  readonly keyId: Uint8Array
}

const pemOf = (der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

const keyPem = ({ privateKey }: SigningKey): string =>
  String(privateKey.export({ type: 'pkcs8', format: 'pem' }))

async function party(ring: KeyRing, commonName: string): Promise<Party> {
  const key = await ring.key(commonName, 'p-256')
  return { name: distinguishedName(commonName, organisation), key, keyId: keyIdentifier(key.spki) }
}

/** Makes an authority that issues for `serverName` around `nowMs`. */
export async function foundAuthority(serverName: string, nowMs: number): Promise<FoundingAuthority> {
  const ring = new KeyRing()
  const [root, middle] = await Promise.all([party(ring, 'Story Root'), party(ring, 'Story Intermediate')])
  const authorityOf = (subject: Party): Promise<Uint8Array> =>
    signCertificate(
      {
        subject: subject.name,
        issuer: root.name,
        spki: subject.key.spki,
        notBeforeMs: nowMs - 800 * dayMs,
        notAfterMs: nowMs + 3650 * dayMs,
        extensions: [...caExtensions(), subjectKeyId(subject.keyId), authorityKeyId(root.keyId)],
      },
      root.key,
    )
  const [rootDer, middleDer] = await Promise.all([authorityOf(root), authorityOf(middle)])
  let served = 0
  return {
    rootPem: pemOf(rootDer),
    files: {
      'root.pem': pemOf(rootDer),
      'root.key': keyPem(root.key),
      'intermediate.pem': pemOf(middleDer),
      'intermediate.key': keyPem(middle.key),
    },
    async serve(notBeforeMs, validityDays) {
      const own = await ring.key(`server ${served++}`, 'p-256')
      const certificate = await signCertificate(
        {
          subject: distinguishedName(serverName, organisation),
          issuer: middle.name,
          spki: own.spki,
          notBeforeMs,
          notAfterMs: notBeforeMs + validityDays * dayMs,
          extensions: [
            ...leafExtensions(false, false),
            subjectKeyId(keyIdentifier(own.spki)),
            authorityKeyId(middle.keyId),
            alternativeNames([serverName], false),
          ],
        },
        middle.key,
      )
      return { certificate, chainPem: pemOf(certificate) + pemOf(middleDer), keyPem: keyPem(own) }
    },
  }
}
