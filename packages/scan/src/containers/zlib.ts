import type { Container } from './contract.ts'
import { wholeStream } from './gzip.ts'

/** Whether bytes begin with the header of a zlib stream of the usual window (RFC 1950 2.2), without a dictionary. */
export function isZlibHead(head: Uint8Array): boolean {
  const [method, flags = 0] = head
  return method === 0x78 && (flags === 0x01 || flags === 0x5e || flags === 0x9c || flags === 0xda)
}

/** A zlib stream by itself: objects of git, pickles, resources. */
export const zlibContainer: Container = {
  id: 'zlib',
  finds: 'zlib streams at the start of a file or member, where they inflate',
  ignores: 'windows smaller than 32 KiB, preset dictionaries, streams in the middle of other bytes',
  access: 'stream',
  sniff: isZlibHead,
  trial: 'zlib',
  members: input => wholeStream('zlib', input),
}
