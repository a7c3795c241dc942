import type { Within } from '@foreseen/facts'
import type { SignedData } from '@foreseen/x509'
import type { DetectorInput } from '../detectors/contract.ts'
import { bytesAt } from './enclosing.ts'

const SPC_INDIRECT_DATA = '1.3.6.1.4.1.311.2.1.4'
const MODULE_MARK = '~Module signature appended~'
// `struct module_signature` of Linux stands between the signature and its mark.
const MODULE_HEADER_BYTES = 12
const JAR_SIGNATURE = /(?:^|[/!])META-INF\/[^/!]{1,255}\.(?:RSA|DSA|EC)$/i

const ascii = (bytes: Uint8Array, at: number, lengthBytes: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + lengthBytes))

const number32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) * 0x100_0000 +
  (((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0))

/** By the eight bytes in front: what a code directory and a font put before their PKCS#7. */
function kindByFrame(before: Uint8Array, lengthBytes: number): Within | undefined {
  if (before.length !== 8) return undefined
  // CSMAGIC_BLOBWRAPPER and its length, header included (xnu, cs_blobs.h).
  if (number32(before, 0) === 0xfade0b01) return 'macho-signature'
  // OpenType DSIG, signature block format 1: two reserved zeros, then the length.
  const slack = number32(before, 4) - lengthBytes
  return number32(before, 0) === 0 && slack >= 0 && slack < 8 ? 'font-signature' : undefined
}

/** What a SignedData at `start` is for: decided by what it signs and by what stands around it. */
export function signatureKind(input: DetectorInput, start: number, data: SignedData): Within {
  if (data.signerCount === 0) return 'pkcs7-bundle'
  const framed = kindByFrame(bytesAt(input, start - 8, 8).slice(), data.lengthBytes)
  if (framed !== undefined) return framed
  if (data.contentType === SPC_INDIRECT_DATA) return 'authenticode'
  const tail = bytesAt(input, start + data.lengthBytes, MODULE_HEADER_BYTES + MODULE_MARK.length)
  if (ascii(tail, MODULE_HEADER_BYTES, MODULE_MARK.length) === MODULE_MARK) return 'module-signature'
  // A signed archive keeps its signature under this name; the class only, the finding does not depend on it.
  return JAR_SIGNATURE.test(input.path) ? 'jar-signature' : 'pkcs7-signature'
}
