import type { Cursor } from './cursor.ts'
import type { Stepper } from './inflater.ts'

// What a damaged stream gave since its last input chunk is lost, so these are small.
const inputBytes = 64 << 10
const outputBytes = 256 << 10
const nothing = new Uint8Array(0)

/**
 * Inflates one stream from the cursor through one buffer, so that a long one leaves no garbage; what follows stays in
 * the cursor. Damaged data rejects.
 */
export async function* inflateFrame(stepper: Stepper, cursor: Cursor): AsyncGenerator<Uint8Array> {
  const into = new Uint8Array(outputBytes)
  try {
    for (;;) {
      const chunk = await cursor.next(inputBytes)
      const input = chunk ?? nothing
      let at = 0
      do {
        if (!stepper.step(input, at, into, chunk === undefined))
          throw new Error(chunk === undefined ? 'unexpected end of file' : 'the deflated data is damaged')
        at = input.length - stepper.inLeft()
        if (stepper.outLeft() < into.length) yield into.subarray(0, into.length - stepper.outLeft())
      } while (stepper.outLeft() === 0)
      if (chunk === undefined) return
      // With room left for output, input is left over where the stream has ended.
      if (at < input.length) {
        cursor.unread(input.subarray(at))
        return
      }
    }
  } finally {
    stepper.close()
  }
}
