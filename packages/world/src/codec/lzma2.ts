import { type Cursor, exactly } from './cursor.ts'
import { LzmaMachine } from './lzma/machine.ts'

function damaged(): Error {
  return new Error('lzma data is damaged')
}

/** Dictionary size in bytes of the filter property of LZMA2 (the .xz file format, 5.3.1). */
export function dictionaryBytes(property: number): number {
  if (property > 40) throw damaged()
  return property === 40 ? 2 ** 32 - 1 : (2 | (property & 1)) * 2 ** (Math.floor(property / 2) + 11)
}

async function* packed(machine: LzmaMachine, outBytes: number): AsyncGenerator<Uint8Array> {
  machine.begin()
  for (let left = outBytes; left > 0; ) {
    const { output, result } = machine.decode(left, true)
    left -= output.length
    if (output.length > 0) yield output
    if (result !== 'done' || machine.left() < 0 || output.length === 0) throw damaged()
  }
  if (machine.left() !== 0 || machine.isInMatch()) throw damaged()
}

async function* stored(cursor: Cursor, machine: LzmaMachine, outBytes: number): AsyncGenerator<Uint8Array> {
  const bytes = await exactly(cursor, outBytes)
  for (let at = 0; at < bytes.length; ) {
    const output = machine.store(bytes.subarray(at))
    at += output.length
    yield output
  }
}

interface Needs {
  window: boolean
  properties: boolean
  state: boolean
}

/** The header of an LZMA chunk behind its control byte and size of output: resets, then input. */
async function prepare(cursor: Cursor, machine: LzmaMachine, control: number, needs: Needs): Promise<void> {
  const [high = 0, low = 0] = await exactly(cursor, 2)
  const reset = (control >> 5) & 3
  if (reset >= 2) {
    machine.setProperties((await exactly(cursor, 1))[0] ?? 0)
    needs.properties = false
    needs.state = false
  } else if (reset === 1) {
    machine.resetState()
    needs.state = false
  }
  if (needs.window || needs.properties || needs.state) throw damaged()
  machine.feed(await exactly(cursor, 1 + 256 * high + low))
}

async function* chunks(cursor: Cursor, machine: LzmaMachine): AsyncGenerator<Uint8Array> {
  const needs: Needs = { window: true, properties: true, state: true }
  for (;;) {
    const [control = 0] = await exactly(cursor, 1)
    if (control === 0) return
    if (control > 2 && control < 0x80) throw damaged()
    if (control === 1 || control >= 0xe0) {
      machine.resetWindow()
      needs.window = false
      needs.properties = true
    }
    const [high = 0, low = 0] = await exactly(cursor, 2)
    const size = 1 + 256 * high + low
    if (control < 0x80) {
      if (needs.window) throw damaged()
      yield* stored(cursor, machine, size)
    } else {
      await prepare(cursor, machine, control, needs)
      yield* packed(machine, size + (control & 0x1f) * 0x1_0000)
    }
  }
}

/** The pieces of one LZMA2 stream; a piece is valid until the next one is asked for. */
export async function* decodeLzma2(cursor: Cursor, dictBytes: number): AsyncGenerator<Uint8Array> {
  const machine = new LzmaMachine(dictBytes)
  try {
    yield* chunks(cursor, machine)
  } finally {
    machine.release()
  }
}
