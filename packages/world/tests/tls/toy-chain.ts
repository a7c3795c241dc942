import 'reflect-metadata'
import { randomBytes } from 'node:crypto'
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** A certificate and its key, made for one test run. */
export interface Toy {
  readonly certificate: X509Certificate
  readonly keys: CryptoKeyPair
  readonly pem: string
  readonly der: Buffer
}

type Kind = 'rsa' | 'ecdsa' | 'ed25519'

const algorithms = {
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  },
  ecdsa: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  ed25519: { name: 'Ed25519' },
} as const

async function createKeys(kind: Kind): Promise<CryptoKeyPair> {
  const keys = await crypto.subtle.generateKey(algorithms[kind], true, ['sign', 'verify'])
  if (!('privateKey' in keys)) throw new Error('no key pair')
  return keys
}

function serial(): string {
  return `01${randomBytes(8).toString('hex')}`
}

/** Issues a certificate; without an issuer it signs itself. */
export async function issue(name: string, kind: Kind, issuer?: Toy, isCa = false): Promise<Toy> {
  const keys = await createKeys(kind)
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: `CN=${name}`,
    issuer: issuer?.certificate.subject ?? `CN=${name}`,
    notBefore: new Date(Date.UTC(2026, 0, 1)),
    notAfter: new Date(Date.UTC(2046, 0, 1)),
    publicKey: keys.publicKey,
    signingKey: issuer?.keys.privateKey ?? keys.privateKey,
    signingAlgorithm: algorithms[issuer === undefined ? kind : kindOf(issuer)],
    extensions: [
      new BasicConstraintsExtension(isCa, undefined, true),
      ...(isCa ? [] : [new SubjectAlternativeNameExtension([{ type: 'dns', value: name }])]),
    ],
  })
  return { certificate, keys, pem: `${certificate.toString('pem')}\n`, der: Buffer.from(certificate.rawData) }
}

function kindOf(toy: Toy): Kind {
  const { name } = toy.keys.privateKey.algorithm
  return name === 'ECDSA' ? 'ecdsa' : name === 'Ed25519' ? 'ed25519' : 'rsa'
}

/** The key of a toy as PKCS#8 PEM, for the servers of a test. */
export async function keyPem(toy: Toy): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', toy.keys.privateKey))
  const lines = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')
  return `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`
}

/** Root, intermediate and two leaves (RSA, ECDSA) of one name. */
export async function toyChain(name: string) {
  const root = await issue('Toy Root', 'ecdsa', undefined, true)
  const intermediate = await issue('Toy Intermediate', 'ecdsa', root, true)
  const ecdsa = await issue(name, 'ecdsa', intermediate)
  const rsa = await issue(name, 'rsa', intermediate)
  return { root, intermediate, ecdsa, rsa }
}
