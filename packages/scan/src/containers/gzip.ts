import type { CodecName, Container, ContainerInput, Member } from './contract.ts'

/** The one stream inside a compressed file. */
export function* wholeStream(codec: CodecName, input: ContainerInput): Generator<Member> {
  const packedBytes = 'source' in input ? input.source.sizeBytes : undefined
  const open = () => ({ packed: { codec, bytes: input, start: 0 } })
  yield { type: 'member', name: undefined, claimedBytes: undefined, packedBytes, identity: undefined, open }
}

/** Length of the header of a gzip member at `at` (RFC 1952 2.3), or 0 when it is none. */
export function gzipHeaderLength(bytes: Uint8Array, at = 0): number {
  const flags = bytes[at + 3] ?? 0xff
  if (bytes[at] !== 0x1f || bytes[at + 1] !== 0x8b || bytes[at + 2] !== 8 || flags > 0x1f) return 0
  let next = at + 10
  if ((flags & 4) !== 0) next += 2 + (bytes[next] ?? 0) + 256 * (bytes[next + 1] ?? 0)
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue
    const nul = bytes.indexOf(0, next)
    if (nul < 0) return 0
    next = nul + 1
  }
  if ((flags & 2) !== 0) next += 2
  return next < bytes.length ? next - at : 0
}

/** Gzip files (RFC 1952), of one or several members. */
export const gzipContainer: Container = {
  id: 'gzip',
  finds: 'gzip files of one or several members, what follows the last one',
  ignores: 'reserved flags, methods other than deflate',
  access: 'stream',
  sniff: head => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8 && (head[3] ?? 0xff) <= 0x1f,
  members: input => wholeStream('gzip', input),
}
