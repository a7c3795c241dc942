import type { Container } from './contract.ts'
import { wholeStream } from './gzip.ts'

/** Zstandard files (RFC 8878), skippable frames included. */
export const zstdContainer: Container = {
  id: 'zstd',
  finds: 'zstd files of one or several frames, also after a skippable frame',
  ignores: 'frames of the formats before version 0.8, frames that need a dictionary',
  access: 'stream',
  sniff(head) {
    const [a = 0, b, c, d] = head
    if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return true
    return (a & 0xf0) === 0x50 && b === 0x2a && c === 0x4d && d === 0x18
  },
  members: input => wholeStream('zstd', input),
}
