/** Archives made byte by byte, for what tools refuse to make. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly stored?: boolean
  readonly flags?: number
  readonly method?: number
  /** Bytes as stored, instead of deflated ones. */
  readonly packed?: Uint8Array
  /** Sizes and offset to claim instead of the true ones. */
  readonly claim?: { readonly size?: number; readonly packed?: number; readonly offset?: number }
}

interface Placed {
  readonly file: ZipFile
  readonly packed: Uint8Array
  readonly offset: number
}

function little(...numbers: readonly (readonly [value: number, sizeBytes: number])[]): Buffer {
  return Buffer.concat(
    numbers.map(([value, sizeBytes]) => {
      const bytes = Buffer.alloc(sizeBytes)
      bytes.writeUIntLE(value, 0, sizeBytes)
      return bytes
    }),
  )
}

function header(placed: Placed, isEntry: boolean): Buffer {
  const { file, packed, offset } = placed
  const name = Buffer.from(file.name)
  const method = file.method ?? (file.stored === true ? 0 : 8)
  const size = file.claim?.size ?? file.bytes.length
  const start = isEntry ? little([0x02014b50, 4], [20, 2]) : little([0x04034b50, 4])
  const middle = little([20, 2], [file.flags ?? 0, 2], [method, 2], [0, 4], [crc32(file.bytes), 4])
  const sizes = little([file.claim?.packed ?? packed.length, 4], [size, 4], [name.length, 2], [0, 2])
  const place = isEntry
    ? little([0, 2], [0, 2], [0, 2], [0, 4], [file.claim?.offset ?? offset, 4])
    : Buffer.alloc(0)
  return Buffer.concat([start, middle, sizes, place, name])
}

/** A zip of these files; `gap` is put in front of the directory. */
export function zipOf(files: readonly ZipFile[], gap: Uint8Array = new Uint8Array(0)): Buffer {
  const parts: Uint8Array[] = []
  const placed: Placed[] = []
  let at = 0
  for (const file of files) {
    const packed = file.packed ?? (file.stored === true ? file.bytes : deflateRawSync(file.bytes))
    const one = { file, packed, offset: at }
    const local = header(one, false)
    placed.push(one)
    parts.push(local, packed)
    at += local.length + packed.length
  }
  const directory = Buffer.concat(placed.map(one => header(one, true)))
  const count = files.length
  const end = little(
    [0x06054b50, 4],
    [0, 4],
    [count, 2],
    [count, 2],
    [directory.length, 4],
    [at + gap.length, 4],
    [0, 2],
  )
  return Buffer.concat([...parts, gap, directory, end])
}

/** One tar member with its header; `claimedBytes` lies about its size. */
export function tarMember(name: string, bytes: Uint8Array, claimedBytes = bytes.length, type = '0'): Buffer {
  const block = Buffer.alloc(512)
  block.write(name, 0, 100)
  block.write('0000644\0', 100)
  if (claimedBytes >= 8 ** 11) {
    block[124] = 0x80
    block.writeBigUInt64BE(BigInt(claimedBytes), 128)
  } else block.write(`${claimedBytes.toString(8).padStart(11, '0')}\0`, 124)
  block.write('        ', 148)
  block.write(type, 156)
  block.write('ustar\0', 257)
  block.write('00', 263)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([block, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}

/** A tar of these members. */
export function tarOf(...members: readonly Buffer[]): Buffer {
  return Buffer.concat([...members, Buffer.alloc(1024)])
}

/** An asar of these files; `extra` nodes join the header as they are, `tail` follows the files. */
export function asarOf(files: Record<string, Buffer>, extra: object = {}, tail = Buffer.alloc(0)): Buffer {
  let offset = 0
  const nodes: Record<string, unknown> = { ...extra }
  for (const [name, bytes] of Object.entries(files)) {
    nodes[name] = { size: bytes.length, offset: String(offset) }
    offset += bytes.length
  }
  const json = Buffer.from(JSON.stringify({ files: nodes }))
  const padded = Math.ceil(json.length / 4) * 4
  const head = little([4, 4], [padded + 8, 4], [padded + 4, 4], [json.length, 4])
  return Buffer.concat([head, json, Buffer.alloc(padded - json.length), ...Object.values(files), tail])
}
