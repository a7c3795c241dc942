/** Decodes an xz file with the codec that scans use and throws the output away. */
import { createReadStream } from 'node:fs'
import { nodeCodecs } from '../packages/world/src/codec/codecs.ts'

let total = 0
for await (const piece of nodeCodecs().open(
  'xz',
  createReadStream(process.argv[2] ?? '', { highWaterMark: 1 << 18 }),
) ?? [])
  total += piece.length
process.stdout.write(`${total} bytes\n`)
