import type { Container } from './contract.ts'
import { wholeStream } from './gzip.ts'

const magic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]

/** XZ files (the .xz file format, section 2.1.1). */
export const xzContainer: Container = {
  id: 'xz',
  finds: 'xz files of one or several streams, whatever their filters',
  ignores: 'bytes that begin alike and have no header of an xz stream',
  access: 'stream',
  sniff: head => magic.every((byte, i) => head[i] === byte),
  members: input => wholeStream('xz', input),
}
