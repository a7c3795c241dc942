import { lzmaWasm } from './kernel.wasm.ts'

// Addresses and offsets of `kernel-source/lzma.ts`.
const probsAt = 0x400
const inputAt = 0x8000
const windowAt = 0x20000
const state = 0
const range = 5
const code = 6
const lc = 7
const lpMask = 8
const pbMask = 9
const at = 10
const pos = 11
const cap = 12
const total = 13
const pending = 14
const reach = 15
const mark = 16
const words = 17

const pageBytes = 1 << 16
/** Input held at once; the kernel may look at a few bytes behind it, which are zero. */
export const heldInput = 1 << 16
const sparesBytes = 64
/** Input from which on a symbol can be decoded whatever it is; it takes 20 bytes at most. */
const symbolBytes = 32
const literals = 1846
const half = 1024
const results = ['done', 'damaged', 'marker'] as const
type Result = (typeof results)[number]
/** Presets go to 64 MiB; windows grow with the output, so only what is really that long meets this. */
const largestWindow = 128 << 20
/** Windows of all streams open in one thread: streams within streams must not add up. */
const largestSum = 192 << 20
const pooledBytes = 9 << 20
const mostPooled = 2

const nothing = new Uint8Array(0)

interface Kernel {
  readonly memory: WebAssembly.Memory
  decode(limit: number, safe: number): number
}

function damaged(): Error {
  return new Error('lzma data is damaged')
}

function isKernel(exported: unknown): exported is Kernel {
  if (typeof exported !== 'object' || exported === null) return false
  const { memory, decode } = exported as Partial<Kernel>
  return memory instanceof WebAssembly.Memory && typeof decode === 'function'
}

let compiled: WebAssembly.Module | undefined

function createKernel(): Kernel {
  compiled ??= new WebAssembly.Module(Buffer.from(lzmaWasm, 'base64'))
  const { exports } = new WebAssembly.Instance(compiled)
  if (!isKernel(exports)) throw new Error('lzma/kernel.wasm lacks its exports')
  return exports
}

const pool: Kernel[] = []
let windowBytes = 0

/** Decodes LZMA from pieces of input into a window of output. */
export class LzmaMachine {
  private readonly kernel = pool.pop() ?? createKernel()
  private bytes = new Uint8Array(this.kernel.memory.buffer)
  private words = new Int32Array(this.kernel.memory.buffer, 0, words)
  private fed = 0
  private counted = 0

  /** For matches that reach back `dictBytes` at most. */
  constructor(dictBytes: number) {
    this.words.fill(0)
    this.set(reach, Math.max(dictBytes, 4096))
    this.count(this.bytes.length - windowAt)
  }

  private get(word: number): number {
    return (this.words[word] ?? 0) >>> 0
  }

  private set(word: number, value: number): void {
    this.words[word] = value | 0
  }

  private count(size: number): void {
    if (windowBytes + size - this.counted > largestSum) throw new Error('unsupported: too many dictionaries')
    windowBytes += size - this.counted
    this.counted = size
    // A distance is smaller than the window by more than the seven bytes that a copy may write too many.
    this.set(cap, Math.min(size - sparesBytes, this.get(reach) + sparesBytes))
  }

  /** New properties, `(pb * 5 + lp) * 9 + lc`, and a fresh state. */
  setProperties(properties: number): void {
    const context = properties % 9
    const lp = Math.floor(properties / 9) % 5
    const pb = Math.floor(properties / 45)
    if (pb > 4) throw damaged()
    // As liblzma has it: more would take megabytes for the table of literals.
    if (context + lp > 4) throw new Error('unsupported: more than four bits of literal context')
    this.set(lc, context)
    this.set(lpMask, (1 << lp) - 1)
    this.set(pbMask, (1 << pb) - 1)
    this.resetState()
  }

  resetState(): void {
    const count = literals + (0x300 << 4)
    new Uint16Array(this.bytes.buffer, probsAt, count).fill(half)
    this.words.fill(0, state, range)
  }

  /** Nothing that was decoded so far may be referred to. */
  resetWindow(): void {
    this.set(total, 0)
  }

  /** Puts input behind what is left of it; at most `heldInput` may be held. */
  feed(input: Uint8Array): void {
    const from = this.get(at)
    const left = Math.max(0, this.fed - from)
    this.bytes.copyWithin(inputAt, inputAt + from, inputAt + from + left)
    this.bytes.set(input, inputAt + left)
    this.fed = left + input.length
    this.bytes.fill(0, inputAt + this.fed, inputAt + this.fed + sparesBytes)
    this.set(at, 0)
  }

  /** Bytes of input that were not used; negative where the decoder ran out of them. */
  left(): number {
    return this.fed - this.get(at)
  }

  /** The input that was not used. */
  unused(): Uint8Array {
    return this.bytes.slice(inputAt + this.get(at), inputAt + Math.max(this.fed, this.get(at)))
  }

  /** Begins a stream of bits with the next five bytes of input. */
  begin(): void {
    const from = inputAt + this.get(at)
    if (this.left() < 5 || this.bytes[from] !== 0) throw damaged()
    this.set(range, -1)
    this.set(code, new DataView(this.bytes.buffer, from + 1).getInt32(0))
    this.set(at, this.get(at) + 5)
    this.set(pending, 0)
  }

  /** Whether the coder has come to where an encoder ends. */
  isAtEnd(): boolean {
    return this.get(code) === 0
  }

  /** Whether a match goes on behind what was decoded. */
  isInMatch(): boolean {
    return this.get(pending) > 0
  }

  /** Room for output up to the end of the window: grows with the output, then begins again at its start. */
  private room(wanted: number): number {
    if (this.get(cap) - this.get(pos) < wanted && this.get(cap) < this.get(reach) + sparesBytes) {
      const size = Math.min(2 * this.get(cap) + wanted, this.get(reach) + sparesBytes)
      if (this.get(cap) < largestWindow) this.grow(Math.min(size, largestWindow))
      else if (this.get(pos) >= this.get(cap))
        throw new Error('unsupported: a dictionary larger than 128 MiB')
    }
    if (this.get(pos) >= this.get(cap)) this.set(pos, 0)
    // Far from overflowing, and the same to every mask of positions.
    if (this.get(total) >= 2 ** 31) this.set(total, this.get(total) - 2 ** 30)
    return Math.min(wanted, this.get(cap) - this.get(pos))
  }

  private grow(size: number): void {
    const pages = Math.ceil((windowAt + size + sparesBytes - this.bytes.length) / pageBytes)
    if (pages > 0) {
      this.kernel.memory.grow(pages)
      this.bytes = new Uint8Array(this.kernel.memory.buffer)
      this.words = new Int32Array(this.kernel.memory.buffer, 0, words)
    }
    this.count(this.bytes.length - windowAt)
  }

  /** Bytes that were written to the window since `from`. */
  private written(from: number): Uint8Array {
    return this.bytes.subarray(windowAt + from, windowAt + this.get(pos))
  }

  /**
   * At most `wanted` bytes of output, which are valid until the next call: fewer where the window or the input ends.
   * Unless `isLast`, it stops where the input might not do for another symbol.
   */
  decode(wanted: number, isLast: boolean): { readonly output: Uint8Array; readonly result: Result } {
    if (!isLast && this.left() < symbolBytes) return { output: nothing, result: 'done' }
    const room = this.room(wanted)
    const from = this.get(pos)
    const result =
      results[this.kernel.decode(from + room, this.fed - (isLast ? 0 : symbolBytes))] ?? 'damaged'
    // What came of input that is not there goes.
    if (this.left() < 0) this.set(pos, this.get(mark))
    return { output: this.written(from), result }
  }

  /** Takes bytes as they are; returns how many. */
  store(input: Uint8Array): Uint8Array {
    const room = this.room(input.length)
    const from = this.get(pos)
    this.bytes.set(input.subarray(0, room), windowAt + from)
    this.set(pos, from + room)
    this.set(total, this.get(total) + room)
    return this.written(from)
  }

  /** Lets go of the memory; nothing may be asked of this machine afterwards. */
  release(): void {
    windowBytes -= this.counted
    this.counted = 0
    if (this.bytes.length <= pooledBytes && pool.length < mostPooled) pool.push(this.kernel)
  }
}
