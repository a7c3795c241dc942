import type { Container } from './contract.ts'
import { wholeStream } from './gzip.ts'

// "BZh", a level from 1 to 9, then the magic of a block (pi) or of the end (the square root of pi).
const block = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]
const end = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]

/** Bzip2 files. */
export const bzip2Container: Container = {
  id: 'bzip2',
  finds: 'bzip2 files of one or several streams',
  ignores: 'text that begins with BZh, bzip of version 0',
  access: 'stream',
  sniff(head) {
    const level = head[3] ?? 0
    if (head[0] !== 0x42 || head[1] !== 0x5a || head[2] !== 0x68 || level < 0x31 || level > 0x39) return false
    return block.every((byte, i) => head[4 + i] === byte) || end.every((byte, i) => head[4 + i] === byte)
  },
  members: input => wholeStream('bzip2', input),
}
