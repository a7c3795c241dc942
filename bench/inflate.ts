/** Inflates every member of the zips below a folder and throws it away: the floor of opening containers. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'

let total = 0
const folder = process.argv[2] ?? '.'
for (const name of readdirSync(folder)) {
  const bytes = readFileSync(join(folder, name))
  for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50; ) {
    const packed = bytes.readUInt32LE(at + 18)
    const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
    const size = bytes.readUInt32LE(at + 22)
    total += inflateRawSync(bytes.subarray(start, start + packed), {
      maxOutputLength: size,
      chunkSize: Math.max(64, size),
    }).length
    at = start + packed
  }
}
process.stdout.write(`${total} bytes\n`)
