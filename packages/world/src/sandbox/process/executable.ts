import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** What a file is to the kernel that is asked to run it. */
export type Executable =
  | {
      readonly kind: 'elf'
      /** The dynamic loader that it asks for, or '' for a static program. */
      readonly loader: string
      readonly go: boolean
      /** The processor it is made for, `e_machine` (System V ABI, chapter 4). */
      readonly machine: number
    }
  /** A script; `interpreter` is its first line without `#!`, in words. */
  | { readonly kind: 'script'; readonly interpreter: readonly string[] }
  /** Text without such a line, which a shell runs as a script of its own. */
  | { readonly kind: 'text' }
  | { readonly kind: 'other' }

const headBytes = 4096
const maxTableBytes = 1 << 20
const PT_INTERP = 3

class Cut {
  readonly bytes: DataView
  readonly little: boolean

  constructor(bytes: Buffer, little: boolean) {
    this.bytes = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.little = little
  }

  number(at: number, width: 2 | 4 | 8): number {
    if (at < 0 || at + width > this.bytes.byteLength) return 0
    if (width === 2) return this.bytes.getUint16(at, this.little)
    if (width === 4) return this.bytes.getUint32(at, this.little)
    return Number(this.bytes.getBigUint64(at, this.little))
  }
}

function readAt(fd: number, at: number, length: number): Buffer {
  const into = Buffer.alloc(Math.max(0, Math.min(length, maxTableBytes)))
  return Number.isSafeInteger(at)
    ? into.subarray(0, readSync(fd, into, 0, into.length, at))
    : into.subarray(0, 0)
}

interface Layout {
  readonly wide: boolean
  readonly little: boolean
  readonly head: Cut
}

function loaderOf(fd: number, { wide, little, head }: Layout): string {
  const at = head.number(wide ? 32 : 28, wide ? 8 : 4)
  const size = head.number(wide ? 54 : 42, 2)
  const count = head.number(wide ? 56 : 44, 2)
  const table = new Cut(readAt(fd, at, size * count), little)
  for (let k = 0; k < count; k++) {
    if (table.number(k * size, 4) !== PT_INTERP) continue
    const from = table.number(k * size + (wide ? 8 : 4), wide ? 8 : 4)
    const length = table.number(k * size + (wide ? 32 : 16), wide ? 8 : 4)
    return readAt(fd, from, Math.min(length, headBytes)).toString('latin1').split('\0')[0] ?? ''
  }
  return ''
}

/** Go leaves the names of its own sections, also in stripped programs. */
function isGo(fd: number, { wide, little, head }: Layout): boolean {
  const at = head.number(wide ? 40 : 32, wide ? 8 : 4)
  const size = head.number(wide ? 58 : 46, 2)
  const names = head.number(wide ? 62 : 50, 2)
  const header = new Cut(readAt(fd, at + size * names, size), little)
  const from = header.number(wide ? 24 : 16, wide ? 8 : 4)
  const length = header.number(wide ? 32 : 20, wide ? 8 : 4)
  const text = readAt(fd, from, length).toString('latin1')
  return text.includes('.go.buildinfo') || text.includes('.gopclntab')
}

function inspect(fd: number): Executable {
  const head = readAt(fd, 0, headBytes)
  if (head.length >= 52 && head.readUInt32BE(0) === 0x7f454c46) {
    const layout = { wide: head[4] === 2, little: head[5] === 1, head: new Cut(head, head[5] === 1) }
    const machine = layout.head.number(18, 2)
    return { kind: 'elf', loader: loaderOf(fd, layout), go: isGo(fd, layout), machine }
  }
  if (head.toString('latin1', 0, 2) === '#!') {
    const line = head.toString('utf8').slice(2).split('\n')[0] ?? ''
    return { kind: 'script', interpreter: line.trim().split(/\s+/) }
  }
  return head.includes(0) ? { kind: 'other' } : { kind: 'text' }
}

/** Looks at the head of a program. Throws what the system says when it cannot be read. */
export function inspectExecutable(path: string): Executable {
  const fd = openSync(path, 'r')
  try {
    return fstatSync(fd).isFile() ? inspect(fd) : { kind: 'other' }
  } finally {
    closeSync(fd)
  }
}
