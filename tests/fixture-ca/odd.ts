/** Certificates that a strict library would not write and the wild does: made by hand, byte by byte. */
import { createPublicKey, sign } from 'node:crypto'
import type { Toy } from './issue.ts'

type Der = Uint8Array<ArrayBuffer>

const join = (...parts: readonly Uint8Array[]): Der => new Uint8Array(Buffer.concat(parts))
const text = (value: string): Der => new Uint8Array(Buffer.from(value, 'latin1'))

/** One element, definite length, minimal. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Der {
  const content = join(...parts)
  const n = content.length
  const length = n < 0x80 ? [n] : n < 0x100 ? [0x81, n] : [0x82, n >> 8, n & 0xff]
  return join(Uint8Array.from([tag, ...length]), content)
}

const sequence = (...parts: readonly Uint8Array[]): Der => element(0x30, ...parts)
const integer = (hex: string): Der => element(0x02, new Uint8Array(Buffer.from(hex, 'hex')))
const ecdsaWithSha256 = sequence(element(0x06, new Uint8Array(Buffer.from('2a8648ce3d040302', 'hex'))))

/** A name with one attribute of a given string type. */
export const oddName = (attributeHex: string, stringTag: number, value: Uint8Array): Der =>
  sequence(
    element(
      0x31,
      sequence(element(0x06, new Uint8Array(Buffer.from(attributeHex, 'hex'))), element(stringTag, value)),
    ),
  )

export interface OddParts {
  readonly version?: Uint8Array
  readonly serialHex?: string
  readonly name?: Uint8Array
  readonly times?: readonly [Uint8Array, Uint8Array]
  readonly extensions?: Uint8Array
}

export const utcTime = (value: string): Der => element(0x17, text(value))
export const generalizedTime = (value: string): Der => element(0x18, text(value))
export const commonNameHex = '550403'

/** A self-signed certificate of the given parts; absent version means v1. */
export function oddCertificate(toy: Toy, parts: OddParts): Der {
  const name = parts.name ?? oddName(commonNameHex, 0x0c, text('odd.fixture.test'))
  const [notBefore, notAfter] = parts.times ?? [utcTime('250101000000Z'), utcTime('350101000000Z')]
  const spki = new Uint8Array(createPublicKey(toy.key).export({ type: 'spki', format: 'der' }))
  const body = sequence(
    parts.version ?? new Uint8Array(0),
    integer(parts.serialHex ?? '01'),
    ecdsaWithSha256,
    name,
    sequence(notBefore, notAfter),
    name,
    spki,
    parts.extensions ?? new Uint8Array(0),
  )
  const signature = sign('sha256', body, toy.key)
  return sequence(body, ecdsaWithSha256, element(0x03, Uint8Array.of(0), new Uint8Array(signature)))
}

const version3 = element(0xa0, Uint8Array.from([2, 1, 2]))

/** Name -> how it is odd. All are seen in the wild. */
export function oddCertificates(toy: Toy): ReadonlyMap<string, Der> {
  const bmp = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, 'utf16le')).reverse()
  return new Map([
    ['v1', oddCertificate(toy, {})],
    [
      'year-9999',
      oddCertificate(toy, {
        version: version3,
        times: [utcTime('250101000000Z'), generalizedTime('99991231235959Z')],
      }),
    ],
    [
      'utctime-1949',
      oddCertificate(toy, { version: version3, times: [utcTime('500101000000Z'), utcTime('491231235959Z')] }),
    ],
    [
      'time-with-offset',
      oddCertificate(toy, {
        version: version3,
        times: [utcTime('250101000000+0100'), utcTime('350101000000Z')],
      }),
    ],
    [
      'time-unreadable',
      oddCertificate(toy, { version: version3, times: [utcTime('25010100000?Z'), utcTime('350101000000Z')] }),
    ],
    ['serial-negative', oddCertificate(toy, { version: version3, serialHex: 'ff01' })],
    ['serial-long', oddCertificate(toy, { version: version3, serialHex: `01${'a5'.repeat(40)}` })],
    ['name-empty', oddCertificate(toy, { version: version3, name: sequence() })],
    [
      'name-nul',
      oddCertificate(toy, {
        version: version3,
        name: oddName(commonNameHex, 0x0c, text('good.test\0evil.test')),
      }),
    ],
    [
      'name-escape',
      oddCertificate(toy, {
        version: version3,
        name: oddName(commonNameHex, 0x0c, text('\u001b[31mred\u0007')),
      }),
    ],
    [
      'name-bmp',
      oddCertificate(toy, { version: version3, name: oddName(commonNameHex, 0x1e, bmp('tset.pmb')) }),
    ],
    [
      'name-t61',
      oddCertificate(toy, { version: version3, name: oddName(commonNameHex, 0x14, text('t61 \xe9')) }),
    ],
    [
      'name-serial-only',
      oddCertificate(toy, { version: version3, name: oddName('550405', 0x13, text('12345')) }),
    ],
  ])
}
