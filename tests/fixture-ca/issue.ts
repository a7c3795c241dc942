/**
 * Issues certificates for fixtures and the story. Keys and dates come as arguments; nothing here is
 * part of the product. @peculiar/x509 does it, so that our reader meets another hand's encoding.
 */
import 'reflect-metadata'
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  CertificatePolicyExtension,
  cryptoProvider,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

cryptoProvider.set(crypto)

/** A toy key: worthless outside of tests. */
export interface Toy {
  readonly name: string
  readonly key: KeyObject
}

/** Who signs: a subject name and its key. */
export interface Issuer {
  readonly subject: string
  readonly toy: Toy
}

export interface Order {
  readonly subject: string
  readonly toy: Toy
  readonly issuer: Issuer
  readonly notBefore: Date
  readonly notAfter: Date
  readonly serial: string
  readonly ca: boolean
  readonly dnsNames?: readonly string[]
  readonly ipAddresses?: readonly string[]
  /** OIDs of extended key usage; a leaf without them gets serverAuth. */
  readonly usages?: readonly string[]
}

export const toyFromPem = (name: string, pem: string): Toy => ({ name, key: createPrivateKey(pem) })

type Algorithms = {
  readonly load: EcKeyImportParams | RsaHashedImportParams | Algorithm
  readonly sign: EcdsaParams | Algorithm
}

function algorithmsOf(key: KeyObject): Algorithms {
  if (key.asymmetricKeyType === 'rsa') {
    const name = 'RSASSA-PKCS1-v1_5'
    return { load: { name, hash: 'SHA-256' }, sign: { name } }
  }
  if (key.asymmetricKeyType === 'ec') {
    const curves: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' }
    const namedCurve = curves[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? 'P-256'
    const hash = namedCurve === 'P-521' ? 'SHA-512' : namedCurve === 'P-384' ? 'SHA-384' : 'SHA-256'
    return { load: { name: 'ECDSA', namedCurve }, sign: { name: 'ECDSA', hash } }
  }
  return { load: { name: 'Ed25519' }, sign: { name: 'Ed25519' } }
}

async function publicCryptoKey(key: KeyObject): Promise<CryptoKey> {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return crypto.subtle.importKey('spki', spki, algorithmsOf(key).load, true, ['verify'])
}

async function extensionsFor(order: Order): Promise<Extension[]> {
  const own = await publicCryptoKey(order.toy.key)
  const extensions: Extension[] = [
    new BasicConstraintsExtension(order.ca, undefined, true),
    new KeyUsagesExtension(
      order.ca ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign : KeyUsageFlags.digitalSignature,
      true,
    ),
    await SubjectKeyIdentifierExtension.create(own),
    await AuthorityKeyIdentifierExtension.create(await publicCryptoKey(order.issuer.toy.key)),
  ]
  if (!order.ca) {
    extensions.push(new ExtendedKeyUsageExtension([...(order.usages ?? ['1.3.6.1.5.5.7.3.1'])], false))
    extensions.push(new CertificatePolicyExtension(['2.23.140.1.2.1']))
  }
  const names = [
    ...(order.dnsNames ?? []).map(value => ({ type: 'dns' as const, value })),
    ...(order.ipAddresses ?? []).map(value => ({ type: 'ip' as const, value })),
  ]
  if (names.length > 0) extensions.push(new SubjectAlternativeNameExtension(names))
  return extensions
}

/** One certificate as DER. */
export async function issue(order: Order): Promise<Uint8Array> {
  const signer = order.issuer.toy.key
  const signingAlgorithm = algorithmsOf(signer).sign
  const certificate = await X509CertificateGenerator.create({
    serialNumber: order.serial,
    subject: order.subject,
    issuer: order.issuer.subject,
    notBefore: order.notBefore,
    notAfter: order.notAfter,
    publicKey: await publicCryptoKey(order.toy.key),
    signingKey: await crypto.subtle.importKey(
      'pkcs8',
      signer.export({ type: 'pkcs8', format: 'der' }),
      algorithmsOf(signer).load,
      false,
      ['sign'],
    ),
    signingAlgorithm,
    extensions: await extensionsFor(order),
  })
  return new Uint8Array(certificate.rawData)
}

export function pemOf(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
