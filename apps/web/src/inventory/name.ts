import { kinds, type Level, type ShownObject } from '@foreseen/facts'

/** Types of objects by the word that people use. */
const typeTitles: Readonly<Record<string, string>> = {
  certificate: 'certificate',
  'public-key': 'public key',
  'private-key': 'private key',
  pin: 'pin',
  keystore: 'keystore',
  'certificate-request': 'certificate request',
  'revocation-list': 'revocation list',
  sealed: 'sealed container',
  partial: 'partial object',
}

/** Types that the inventory can be narrowed to, in the order of the filter. */
export const objectTypes: readonly string[] = Object.keys(typeTitles)

export const typeTitle = (type: string): string => typeTitles[type] ?? type

/** Common name of a distinguished name as it is written out (RFC 4514), else the whole. */
export function commonNameOf(subject: string): string {
  const found = /(?:^|,\s*|\+\s*)CN\s*=\s*((?:\\.|[^,+\\])+)/i.exec(subject)?.[1]
  return found === undefined ? subject : found.replace(/\\(.)/g, '$1').trim()
}

const shortened = (digest: string): string => (digest.length > 20 ? `${digest.slice(0, 16)}…` : digest)

/** What people call an object: its common name, or the type and the start of its digest. */
export function objectName(
  object: Pick<ShownObject, 'type' | 'subject' | 'digest' | 'sha256' | 'spkiSha256'>,
): string {
  if (object.subject !== null && object.subject !== '') return commonNameOf(object.subject)
  const digest = object.digest ?? object.sha256 ?? object.spkiSha256
  return digest === null ? typeTitle(object.type) : `${typeTitle(object.type)} ${shortened(digest)}`
}

export const kindTitle = (kind: string): string => kinds.find(({ id }) => id === kind)?.title ?? kind

export const levelOfKind = (kind: string | null): Level =>
  kinds.find(({ id }) => id === kind)?.level ?? 'info'

/** Most attention first. */
export const levels: readonly Level[] = ['high', 'medium', 'low', 'info']
