import type { Transform } from 'node:stream'
import { constants, createGunzip, createInflate, createInflateRaw, deflateRawSync } from 'node:zlib'

// node:zlib makes a stream and a buffer for every call of its `*Sync` functions. For small members that costs more
// than inflating, and the garbage of a scan is a gigabyte. One decoder with its buffer, used again, costs neither, but
// node publishes it nowhere: it is the handle inside of the stream, which npm's own minizlib also works with. Its
// shape is checked below and by a trial; where either fails, the published functions do the work.

interface Handle {
  writeSync(
    flush: number,
    from: Uint8Array,
    at: number,
    size: number,
    to: Uint8Array,
    toAt: number,
    room: number,
  ): void
  reset(): void
  onerror: () => void
}

/** Inflates one stream after the other. */
export interface Inflater {
  /** Writes all of what `input` holds to `into` and returns its size in bytes; -1 when the stream is damaged, does not
   *  end with the last byte of `input`, or gives as many bytes as `into` has room for, or more. */
  inflate(input: Uint8Array, into: Uint8Array): number
}

/** Inflates one stream piece by piece. */
export interface Stepper {
  /** Decodes `input` from `at` on into `into`; false when it is damaged, or cut where it says that it is the last. */
  step(input: Uint8Array, at: number, into: Uint8Array, isLast: boolean): boolean
  /** Bytes of the input that the last step did not use: all of it was used unless the stream ended or `into` is full. */
  inLeft(): number
  outLeft(): number
  /** Makes it ready for another stream. */
  reset(): void
  close(): void
}

function isHandle(value: unknown): value is Handle {
  if (typeof value !== 'object' || value === null) return false
  const { writeSync, reset } = value as Partial<Handle>
  return typeof writeSync === 'function' && typeof reset === 'function'
}

function stepperOf(stream: Transform): Stepper | undefined {
  const { _handle: handle, _writeState: state } = stream as Transform & Readonly<Record<string, unknown>>
  if (!isHandle(handle) || !(state instanceof Uint32Array) || state.length !== 2) return undefined
  let failed = false
  handle.onerror = () => {
    failed = true
  }
  return {
    step(input, at, into, isLast) {
      failed = false
      const flush = isLast ? constants.Z_FINISH : constants.Z_NO_FLUSH
      handle.writeSync(flush, input, at, input.length - at, into, 0, into.length)
      return !failed
    },
    inLeft: () => state[1] ?? 0,
    outLeft: () => state[0] ?? 0,
    reset: () => handle.reset(),
    close: () => stream.destroy(),
  }
}

function inflaterOf(stream: Transform): Inflater | undefined {
  const stepper = stepperOf(stream)
  if (stepper === undefined) return undefined
  return {
    inflate(input, into) {
      stepper.reset()
      const isWhole = stepper.step(input, 0, into, true) && stepper.inLeft() === 0 && stepper.outLeft() > 0
      return isWhole ? into.length - stepper.outLeft() : -1
    },
  }
}

function worksOnTrial(inflater: Inflater): boolean {
  const packed = deflateRawSync(Uint8Array.of(1, 2, 3))
  const into = new Uint8Array(5)
  const cut = packed.subarray(0, -1)
  const goesOn = Uint8Array.of(...packed, 0)
  return (
    inflater.inflate(packed, into) === 3 &&
    into[2] === 3 &&
    inflater.inflate(packed, into.subarray(0, 3)) === -1 &&
    inflater.inflate(cut, into) === -1 &&
    inflater.inflate(goesOn, into) === -1 &&
    inflater.inflate(packed, into) === 3
  )
}

function tried(): boolean {
  try {
    const inflater = inflaterOf(createInflateRaw())
    return inflater !== undefined && worksOnTrial(inflater)
  } catch {
    return false
  }
}

let works: boolean | undefined

function worksHere(): boolean {
  works ??= tried()
  return works
}

const makers = { deflate: createInflateRaw, gzip: createGunzip, zlib: createInflate } as const

/** An inflater of node's own handle; `undefined` where node is not as it was. */
export function openInflater(codec: keyof typeof makers): Inflater | undefined {
  return worksHere() ? inflaterOf(makers[codec]()) : undefined
}

/** A stepper of node's own handle; `undefined` where node is not as it was. */
export function openStepper(codec: 'deflate' | 'zlib'): Stepper | undefined {
  return worksHere() ? stepperOf(makers[codec]()) : undefined
}
