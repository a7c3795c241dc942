import type { ByteStream, DecodedStream } from '@foreseen/scan'
import { type Cursor, cursorOf, exactly } from './cursor.ts'
import { heldInput, LzmaMachine } from './lzma/machine.ts'

// The .lzma format as the LZMA SDK has it (lzma-specification.txt): properties, size of the dictionary, size of the
// output, or all ones where a marker ends it.
const headerBytes = 13
const largestOutput = 1 << 20

function damaged(): Error {
  return new Error('lzma data is damaged')
}

/** Feeds the machine; true when there is no more. What it cannot hold stays in the cursor. */
async function feed(cursor: Cursor, machine: LzmaMachine): Promise<boolean> {
  const chunk = await cursor.next(heldInput - Math.max(0, machine.left()))
  if (chunk !== undefined) machine.feed(chunk)
  return chunk === undefined
}

/** Whether a marker ends the stream here although its size was known, as some writers have it. */
function endsWithMarker(machine: LzmaMachine): boolean {
  return machine.decode(1, true).result === 'marker' && machine.left() >= 0
}

async function* decode(cursor: Cursor, machine: LzmaMachine, sizeBytes: number): AsyncGenerator<Uint8Array> {
  let isLast = false
  while (!isLast && machine.left() < 32) isLast = await feed(cursor, machine)
  if (machine.left() < 5) throw new Error('unexpected end of file')
  machine.begin()
  for (let left = sizeBytes; left > 0; ) {
    const { output, result } = machine.decode(Math.min(left, largestOutput), isLast)
    left -= output.length
    if (output.length > 0) yield output
    if (machine.left() < 0 || (isLast && output.length === 0 && result === 'done'))
      throw new Error('unexpected end of file')
    if (result === 'damaged') throw damaged()
    if (result === 'marker') {
      if (sizeBytes !== Number.POSITIVE_INFINITY && left > 0) throw damaged()
      return
    }
    if (!isLast && machine.left() < 32) isLast = await feed(cursor, machine)
  }
  if (machine.isInMatch()) throw damaged()
  while (!isLast && machine.left() < 32) isLast = await feed(cursor, machine)
  if (!machine.isAtEnd() && !endsWithMarker(machine)) throw damaged()
}

async function* alone(cursor: Cursor): AsyncGenerator<Uint8Array> {
  const header = await exactly(cursor, headerBytes)
  const view = new DataView(header.buffer, header.byteOffset, headerBytes)
  const low = view.getUint32(5, true)
  const high = view.getUint32(9, true)
  const isMarked = low === 0xffff_ffff && high === 0xffff_ffff
  const machine = new LzmaMachine(view.getUint32(1, true))
  try {
    machine.setProperties(header[0] ?? 0xff)
    yield* decode(cursor, machine, isMarked ? Number.POSITIVE_INFINITY : high * 2 ** 32 + low)
  } finally {
    if (machine.left() > 0) cursor.unread(machine.unused())
    machine.release()
  }
}

/** Opens one stream of LZMA with the header of a .lzma file; what follows it is neither an error nor lost. */
export function openLzma(input: ByteStream): DecodedStream {
  const cursor = cursorOf(input)
  return { [Symbol.asyncIterator]: () => alone(cursor), consumedBytes: () => cursor.position() }
}
