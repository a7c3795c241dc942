/** Builds small object files field by field: formats that no compiler of this machine writes. */

/** Little-endian numbers and text at offsets of a buffer. */
export interface Draft {
  readonly bytes: Buffer
  u16(at: number, value: number): void
  u32(at: number, value: number): void
  u64(at: number, value: number): void
  text(at: number, text: string): void
}

export function draft(sizeBytes: number): Draft {
  const bytes = Buffer.alloc(sizeBytes)
  return {
    bytes,
    u16: (at, value) => bytes.writeUInt16LE(value, at),
    u32: (at, value) => bytes.writeUInt32LE(value, at),
    u64: (at, value) => bytes.writeBigUInt64LE(BigInt(value), at),
    text: (at, text) => bytes.write(text, at, 'latin1'),
  }
}

/** PE32+ with `.rdata` at 0x400, one COFF symbol in it at +0x20, and a signature directory. */
export function peFile(): { readonly bytes: Uint8Array; readonly signature: { start: number; end: number } } {
  const d = draft(0x1000)
  d.text(0, 'MZ')
  d.u32(60, 0x80)
  d.text(0x80, 'PE\0\0')
  d.u16(0x84, 0x8664)
  d.u16(0x86, 2)
  d.u32(0x8c, 0x900)
  d.u32(0x90, 3)
  d.u16(0x94, 240)
  const optional = 0x98
  d.u16(optional, 0x20b)
  d.u32(optional + 108, 16)
  d.u32(optional + 112 + 32, 0xc00)
  d.u32(optional + 112 + 36, 0x100)
  const sections = optional + 240
  d.text(sections, '.rdata')
  d.u32(sections + 8, 0x200)
  d.u32(sections + 12, 0x1000)
  d.u32(sections + 16, 0x200)
  d.u32(sections + 20, 0x400)
  d.text(sections + 40, '/4')
  d.u32(sections + 48, 0x100)
  d.u32(sections + 52, 0x2000)
  d.u32(sections + 56, 0x100)
  d.u32(sections + 60, 0x600)
  // The section's own symbol with its auxiliary record, then one of data.
  d.text(0x900, '.rdata')
  d.u16(0x90c, 1)
  d.bytes[0x910] = 3
  d.bytes[0x911] = 1
  const symbol = 0x900 + 36
  d.u32(symbol + 4, 16)
  d.u32(symbol + 8, 0x20)
  d.u16(symbol + 12, 1)
  d.bytes[symbol + 16] = 2
  const strings = 0x900 + 3 * 18
  d.u32(strings, 64)
  d.text(strings + 4, '.long_name')
  d.text(strings + 16, 'server_cert_der')
  return { bytes: d.bytes, signature: { start: 0xc00, end: 0xd00 } }
}

/** A 64-bit Mach-O with `__TEXT,__const` at 0x400, a symbol at +0x10, and a code signature. */
export function machoFile(sizeBytes = 0x1000): Uint8Array {
  const d = draft(sizeBytes)
  d.u32(0, 0xfeedfacf)
  d.u32(4, 0x0100000c)
  d.u32(16, 3)
  d.u32(20, 152 + 24 + 16)
  const segment = 32
  d.u32(segment, 0x19)
  d.u32(segment + 4, 152)
  d.text(segment + 8, '__TEXT')
  d.u32(segment + 64, 1)
  const section = segment + 72
  d.text(section, '__const')
  d.text(section + 16, '__TEXT')
  d.u64(section + 32, 0x1_0000_0400)
  d.u64(section + 40, 0x200)
  d.u32(section + 48, 0x400)
  const symtab = segment + 152
  d.u32(symtab, 2)
  d.u32(symtab + 4, 24)
  d.u32(symtab + 8, 0x800)
  d.u32(symtab + 12, 2)
  d.u32(symtab + 16, 0x900)
  const signature = symtab + 24
  d.u32(signature, 0x1d)
  d.u32(signature + 4, 16)
  d.u32(signature + 8, 0xc00)
  d.u32(signature + 12, 0x80)
  // A debugging entry, which names nothing, then the symbol.
  d.u32(0x800, 1)
  d.bytes[0x804] = 0x24
  d.bytes[0x805] = 1
  d.u64(0x808, 0x1_0000_0418)
  d.u32(0x810, 8)
  d.bytes[0x814] = 0x0f
  d.bytes[0x815] = 1
  d.u64(0x818, 0x1_0000_0410)
  d.text(0x901, 'debug')
  d.text(0x908, '_ca_der')
  return d.bytes
}

/** A fat file of slices, each at a multiple of 4 KiB. */
export function fatFile(slices: readonly Uint8Array[]): Uint8Array {
  const bytes = Buffer.alloc(
    0x1000 + slices.reduce((sum, slice) => sum + Math.ceil(slice.length / 0x1000) * 0x1000, 0),
  )
  bytes.writeUInt32BE(0xcafebabe, 0)
  bytes.writeUInt32BE(slices.length, 4)
  let start = 0x1000
  slices.forEach((slice, i) => {
    bytes.writeUInt32BE(0x0100000c + i, 8 + i * 20)
    bytes.writeUInt32BE(start, 8 + i * 20 + 8)
    bytes.writeUInt32BE(slice.length, 8 + i * 20 + 12)
    bytes.set(slice, start)
    start += Math.ceil(slice.length / 0x1000) * 0x1000
  })
  return bytes
}
