import { createHash } from 'node:crypto'
import { pushSchema } from '@foreseen/facts'
import {
  type Parsed,
  parseCertificate,
  parseCertificateRequest,
  parsePublicKey,
  parseRevocationList,
  readElement,
} from '@foreseen/x509'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

/** What has public bytes that are kept. A private key has none, whatever it is called. */
const readers: Readonly<Record<string, (bytes: Uint8Array) => Parsed<unknown>>> = {
  certificate: parseCertificate,
  'certificate-request': parseCertificateRequest,
  'revocation-list': parseRevocationList,
  'public-key': parsePublicKey,
}

const shape = Type.Object(
  {
    schema: Type.Literal(pushSchema),
    type: Type.Literal('bytes'),
    of: Type.Enum(['certificate', 'certificate-request', 'revocation-list', 'public-key']),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    base64: Type.String({ minLength: 4, pattern: '^[A-Za-z0-9+/]+={0,2}$' }),
  },
  { additionalProperties: false },
)
const compiled = Compile(shape)
const isLine = (value: unknown): value is Static<typeof shape> => compiled.Check(value)

/** Public bytes of one object. */
export interface SentBytes {
  /** `certificate 278a...`: what they are of. */
  readonly key: string
  readonly bytes: Uint8Array
  /** SHA-256 of the key inside, of a certificate or a bare key. */
  readonly spkiSha256: string | undefined
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export const isBytesLine = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'bytes'

/** The key inside, where there is one. */
function spkiIn(of: string, bytes: Uint8Array): string | undefined {
  if (of === 'public-key') return sha256(bytes)
  const parsed = of === 'certificate' ? parseCertificate(bytes) : undefined
  return parsed?.ok === true ? sha256(parsed.value.publicKey.der) : undefined
}

/**
 * A line of bytes, checked: of the digest that it names, and by structure what it is called, with nothing behind. So
 * no private key is ever taken for something else. Otherwise what is wrong with it.
 */
export function takenBytes(value: unknown): SentBytes | string {
  if (!isLine(value)) {
    const [fault] = compiled.Errors(value)
    return fault === undefined ? 'no line of bytes' : `${fault.instancePath || '/'} ${fault.message}`
  }
  const bytes = new Uint8Array(Buffer.from(value.base64, 'base64'))
  if (Buffer.from(bytes).toString('base64') !== value.base64) return '/base64 is not written as base64 is.'
  if (sha256(bytes) !== value.sha256) return 'The bytes do not have the digest that the line names.'
  const isWhole = readElement(bytes, 0, bytes.length)?.end === bytes.length
  if (!isWhole || readers[value.of]?.(bytes).ok !== true)
    return `The bytes are not those of a ${value.of}; only public bytes are taken.`
  return { key: `${value.of} ${value.sha256}`, bytes, spkiSha256: spkiIn(value.of, bytes) }
}
