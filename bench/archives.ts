/** Small writers of archives, so that the corpus needs no program: zip, tar, gzip. */
import { crc32, deflateRawSync, gzipSync } from 'node:zlib'

function u(size: 2 | 4, value: number): Buffer {
  const bytes = Buffer.alloc(size)
  if (size === 2) bytes.writeUInt16LE(value)
  else bytes.writeUInt32LE(value >>> 0)
  return bytes
}

export interface Entry {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A zip of deflated (or stored) members, APPNOTE 4.3. */
export function zipOf(entries: readonly Entry[], stored = false): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, bytes } of entries) {
    const packed = stored ? Buffer.from(bytes) : deflateRawSync(bytes)
    const shared = [
      u(2, 20),
      u(2, 0),
      u(2, stored ? 0 : 8),
      u(4, 0x5a210000),
      u(4, crc32(bytes)),
      u(4, packed.length),
      u(4, bytes.length),
      u(2, name.length),
      u(2, 0),
    ]
    const local = Buffer.concat([u(4, 0x04034b50), ...shared, Buffer.from(name), packed])
    directory.push(
      Buffer.concat([
        u(4, 0x02014b50),
        u(2, 20),
        ...shared,
        u(2, 0),
        u(2, 0),
        u(2, 0),
        u(4, 0),
        u(4, at),
        Buffer.from(name),
      ]),
    )
    parts.push(local)
    at += local.length
  }
  const central = Buffer.concat(directory)
  const end = [
    u(4, 0x06054b50),
    u(2, 0),
    u(2, 0),
    u(2, entries.length),
    u(2, entries.length),
    u(4, central.length),
    u(4, at),
    u(2, 0),
  ]
  return Buffer.concat([...parts, central, ...end])
}

/** A ustar archive. */
export function tarOf(entries: readonly Entry[]): Buffer {
  const parts: Uint8Array[] = []
  for (const { name, bytes } of entries) {
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write('0000644\u00000000000\u00000000000\u0000', 100)
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\u000000000000000\u0000        0`, 124)
    header.write('ustar\u000000', 257)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148)
    parts.push(header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512))
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)])
}

export function gzipOf(bytes: Uint8Array): Buffer {
  return gzipSync(bytes)
}

/** Bytes wrapped in `depth` containers, kinds in turn. */
export function nested(
  bytes: Uint8Array,
  depth: number,
): { readonly bytes: Uint8Array; readonly suffix: string } {
  let inner = bytes
  let suffix = '.bin'
  for (let level = 0; level < depth; level++) {
    const name = `level-${level}${suffix}`
    if (level % 3 === 0) [inner, suffix] = [zipOf([{ name, bytes: inner }]), '.zip']
    else if (level % 3 === 1) [inner, suffix] = [tarOf([{ name, bytes: inner }]), '.tar']
    else [inner, suffix] = [gzipOf(inner), '.gz']
  }
  return { bytes: inner, suffix }
}
