import type { Container } from './contract.ts'
import { wholeStream } from './gzip.ts'

const largestOutput = 2 ** 38

/** 2^n or 2^n + 2^(n-1), the only sizes that encoders write and that xz reads; or all ones. */
function isDictionarySize(size: number): boolean {
  if (size === 0xffff_ffff) return true
  if (size < 4096) return false
  const rest = size & (size - 1)
  return rest === 0 || ((rest & (rest - 1)) === 0 && rest * 2 === size - rest)
}

/** Whether bytes begin like a .lzma file (LZMA SDK, lzma-specification.txt), which has no magic number. */
export function isLzmaHead(head: Uint8Array): boolean {
  const [properties = 255] = head
  // The first byte that the range coder reads is zero, and so are the lower bytes of nearly every size of a dictionary.
  if (head[1] !== 0 || properties >= 225 || head.length < 18 || head[13] !== 0) return false
  if ((properties % 9) + (Math.floor(properties / 9) % 5) > 4) return false
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const low = view.getUint32(5, true)
  const high = view.getUint32(9, true)
  const isMarked = low === 0xffff_ffff && high === 0xffff_ffff
  const size = high * 2 ** 32 + low
  return isDictionarySize(view.getUint32(1, true)) && (isMarked || (size > 0 && size < largestOutput))
}

/** LZMA files of the format before xz. */
export const lzmaContainer: Container = {
  id: 'lzma',
  finds: 'lzma files, whether or not they say their size, where they open',
  ignores: 'sizes of dictionaries that no encoder writes, outputs of 256 GiB and more',
  access: 'stream',
  sniff: isLzmaHead,
  trial: 'lzma',
  members: input => wholeStream('lzma', input),
}
