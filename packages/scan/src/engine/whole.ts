import type { CodecName, Member, Packed, WholeCodec } from '../containers/contract.ts'
import { readBytes } from '../source.ts'
import type { Budget } from './budget.ts'
import { heldMemberBytes, heldTotalBytes } from './limits.ts'
import type { Scan } from './scan.ts'

const wholeCodecs: ReadonlySet<CodecName> = new Set(['deflate', 'gzip', 'zlib', 'zstd'])
// No deflate gives more than 1,032 bytes for one (zlib, "Maximum Compression Factor"); zstd has no such bound, but
// what grows more than that is judged by the stream, piece by piece.
const largestFactor = 1032
const guessedFactor = 4

function isWhole(codec: CodecName): codec is WholeCodec {
  return wholeCodecs.has(codec)
}

/** Size that the last member of a gzip file says at its end (RFC 1952 2.3.1), modulo 2^32. */
function gzipSize(input: Uint8Array): number | undefined {
  if (input.length < 18) return undefined
  return new DataView(input.buffer, input.byteOffset).getUint32(input.length - 4, true)
}

/** Content size of a zstd frame (RFC 8878 3.1.1.1), where its header has one. */
function zstdSize(input: Uint8Array): number | undefined {
  const descriptor = input[4] ?? 0
  const isSingle = (descriptor & 0x20) !== 0
  const form = descriptor >> 6
  if (input.length < 18 || input[0] !== 0x28 || (form === 0 && !isSingle)) return undefined
  const at = 5 + (isSingle ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0)
  const view = new DataView(input.buffer, input.byteOffset)
  if (form === 0) return view.getUint8(at)
  if (form === 1) return 256 + view.getUint16(at, true)
  return form === 2 || view.getUint32(at + 4, true) === 0 ? view.getUint32(at, true) : undefined
}

function expectedSize(codec: WholeCodec, input: Uint8Array): number | undefined {
  if (codec === 'gzip') return gzipSize(input)
  return codec === 'zstd' ? zstdSize(input) : undefined
}

/** Bytes that one more member may take in memory, its packed form beside it. */
function roomFor(budget: Budget): number {
  return Math.min(heldMemberBytes, (heldTotalBytes - budget.heldBytes) / 2, budget.limits.memberBytes)
}

/** A member that was opened at once, in a buffer that goes back to the scratch afterwards. */
export interface Whole {
  readonly bytes: Uint8Array
  readonly buffer: Uint8Array
}

/** Opens a member of modest size at once; `undefined` leaves it to the stream, which tells what is wrong with it. */
export function openWhole(scan: Scan, member: Member, packed: Packed): Whole | undefined {
  const { codec, bytes } = packed
  if (!isWhole(codec) || !('source' in bytes)) return undefined
  const room = roomFor(scan.budget)
  const { source } = bytes
  if (source.sizeBytes > room || (member.claimedBytes ?? 0) > room) return undefined
  const input = source.memory ?? readBytes(source, 0, source.sizeBytes)
  const said = member.claimedBytes ?? expectedSize(codec, input)
  if (said !== undefined && said > Math.min(room, largestFactor * input.length)) return undefined
  const buffer = scan.scratch.take(1 + (said ?? Math.min(room, guessedFactor * input.length)))
  const size = scan.codecs.inflateInto(codec, input, buffer)
  if (size >= 0 && size <= room) return { bytes: buffer.subarray(0, size), buffer }
  scan.scratch.give(buffer)
  return undefined
}
