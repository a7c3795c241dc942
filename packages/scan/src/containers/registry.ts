import { arContainer } from './ar.ts'
import { asarContainer } from './asar.ts'
import { brotliContainer, isBrotliName } from './brotli.ts'
import { bzip2Container } from './bzip2.ts'
import type { Container } from './contract.ts'
import { gzipContainer } from './gzip.ts'
import { isLzmaHead, lzmaContainer } from './lzma.ts'
import { tarContainer } from './tar.ts'
import { xzContainer } from './xz.ts'
import { zipContainer } from './zip.ts'
import { isZlibHead, zlibContainer } from './zlib.ts'
import { zstdContainer } from './zstd.ts'

/** Every container format, in the order in which they are tried. */
export const containers: readonly Container[] = [
  gzipContainer,
  zstdContainer,
  xzContainer,
  bzip2Container,
  arContainer,
  tarContainer,
  asarContainer,
  // Behind the others: it looks at the end of whatever they do not want.
  zipContainer,
  // Last: their beginnings are so weak that each is tried.
  zlibContainer,
  lzmaContainer,
]

/** Formats that are recognised and cannot be opened yet, so that none is passed over in silence. */
const closed: readonly { readonly format: string; readonly at: number; readonly magic: readonly number[] }[] =
  [
    { format: '7z', at: 0, magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
    { format: 'rar', at: 0, magic: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07] },
    { format: 'cab', at: 0, magic: [0x4d, 0x53, 0x43, 0x46, 0, 0, 0, 0] },
    { format: 'squashfs', at: 0, magic: [0x68, 0x73, 0x71, 0x73] },
    { format: 'squashfs', at: 0, magic: [0x73, 0x71, 0x73, 0x68] },
    { format: 'xar', at: 0, magic: [0x78, 0x61, 0x72, 0x21, 0, 0x1c] },
    { format: 'rpm', at: 0, magic: [0xed, 0xab, 0xee, 0xdb] },
    { format: 'lz4', at: 0, magic: [0x04, 0x22, 0x4d, 0x18] },
    { format: 'lz4', at: 0, magic: [0x02, 0x21, 0x4c, 0x18] },
    { format: 'cpio', at: 0, magic: [0x30, 0x37, 0x30, 0x37, 0x30] },
    // ECMA-119 8.1: the first volume descriptor is in sector 16.
    { format: 'iso', at: 0x8001, magic: [0x43, 0x44, 0x30, 0x30, 0x31] },
    { format: 'lzip', at: 0, magic: [0x4c, 0x5a, 0x49, 0x50, 0x01] },
  ]

/** First bytes of those: for any other file one look-up settles it. */
const closedLeads: ReadonlySet<number> = new Set(
  closed.filter(({ at }) => at === 0).map(({ magic }) => magic[0] ?? -1),
)

/** Name of a recognised archive format that cannot be opened. */
export function closedFormat(head: Uint8Array): string | undefined {
  return closed.find(({ at, magic }) => magic.every((byte, i) => head[at + i] === byte))?.format
}

/** The container that begins (or, for a zip, ends) here. `path` matters to brotli only. */
export function containerOf(
  head: Uint8Array,
  tail: () => Uint8Array,
  sizeBytes: number | undefined,
  path: string,
): Container | undefined {
  const found = containers.find(container => container.sniff(head, tail, sizeBytes))
  return found ?? (isBrotliName(path) ? brotliContainer : undefined)
}

function isTarHead(head: Uint8Array): boolean {
  return (
    head[257] === 0x75 && head[258] === 0x73 && head[259] === 0x74 && head[260] === 0x61 && head[261] === 0x72
  )
}

// RFC 8878 3.1.2: 0x184D2A50 to 0x184D2A5F, little-endian.
function isSkippableZstd(head: Uint8Array): boolean {
  return ((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18
}

/**
 * Whether bytes that begin with `head` (the first 512 or more) may be a container or an archive that cannot be
 * opened: the cheap question on the path of every file. False positives cost a closer look, nothing else. `path`
 * matters to brotli only, which has no magic.
 */
export function looksLikeContainer(head: Uint8Array, path = ''): boolean {
  return hasContainerMagic(head) || isBrotliName(path)
}

// A tar begins with the name of its first member, which may begin like anything: it is asked for apart.
function hasContainerMagic(head: Uint8Array): boolean {
  return isTarHead(head) || hasMagicAtStart(head)
}

function hasMagicAtStart(head: Uint8Array): boolean {
  switch (head[0]) {
    case 0x50: // PK: zip
      return head[1] === 0x4b || isSkippableZstd(head)
    case 0x1f: // gzip, compress
      return head[1] === 0x8b || head[1] === 0x9d
    case 0x28: // zstd
      return head[1] === 0xb5
    case 0xfd: // xz
      return head[1] === 0x37
    case 0x42: // bzip2
      return head[1] === 0x5a && head[2] === 0x68
    case 0x21: // ar
      return head[1] === 0x3c && head[2] === 0x61
    case 0x04: // asar, lz4
      return head[1] === 0 || head[1] === 0x22
    case 0x78: // zlib, xar
      return isZlibHead(head) || closedFormat(head) !== undefined
    default:
      if (isLzmaHead(head)) return true
      return closedLeads.has(head[0] ?? -1) ? closedFormat(head) !== undefined : isSkippableZstd(head)
  }
}
