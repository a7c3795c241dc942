/** Compiles a small XML tree as aapt does: string pool, then events. */

export interface Node {
  readonly name: string
  readonly attributes?: Readonly<Record<string, string | boolean>>
  readonly children?: readonly (Node | string)[]
}

const u16 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2)
  values.forEach((value, i) => {
    bytes.writeUInt16LE(value, i * 2)
  })
  return bytes
}
const u32 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, i) => {
    bytes.writeUInt32LE(value, i * 4)
  })
  return bytes
}
const NONE = 0xffff_ffff
const chunk = (type: number, header: Buffer, body: Buffer): Buffer =>
  Buffer.concat([u16(type, 8 + header.length), u32(8 + header.length + body.length), header, body])

function pool(strings: readonly string[], wide: boolean): Buffer {
  const encoded = strings.map(text =>
    wide
      ? Buffer.concat([u16(text.length), Buffer.from(text, 'utf16le'), u16(0)])
      : Buffer.concat([
          Buffer.from([text.length, Buffer.byteLength(text)]),
          Buffer.from(text),
          Buffer.from([0]),
        ]),
  )
  let at = 0
  const offsets = encoded.map(({ length }) => {
    at += length
    return at - length
  })
  const data = Buffer.concat([...encoded, Buffer.alloc((4 - (at % 4)) % 4)])
  const header = u32(strings.length, 0, wide ? 0 : 0x100, 28 + 4 * strings.length, 0)
  return chunk(1, header, Buffer.concat([u32(...offsets), data]))
}

export function compile(root: Node, wide: boolean): Uint8Array {
  const strings: string[] = []
  const ref = (text: string): number =>
    strings.includes(text) ? strings.indexOf(text) : strings.push(text) - 1
  const events: Buffer[] = []
  const write = (node: Node | string): void => {
    if (typeof node === 'string') {
      events.push(
        chunk(
          0x104,
          u32(1, NONE),
          Buffer.concat([u32(ref(node)), u16(8), Buffer.from([0, 3]), u32(ref(node))]),
        ),
      )
      return
    }
    const attributes = Object.entries(node.attributes ?? {}).map(([name, value]) =>
      typeof value === 'boolean'
        ? Buffer.concat([u32(NONE, ref(name), NONE), u16(8), Buffer.from([0, 0x12]), u32(value ? NONE : 0)])
        : Buffer.concat([u32(NONE, ref(name), ref(value)), u16(8), Buffer.from([0, 3]), u32(ref(value))]),
    )
    const body = Buffer.concat([
      u32(NONE, ref(node.name)),
      u16(20, 20, attributes.length, 0, 0, 0),
      ...attributes,
    ])
    events.push(chunk(0x102, u32(1, NONE), body))
    for (const child of node.children ?? []) write(child)
    events.push(chunk(0x103, u32(1, NONE), u32(NONE, ref(node.name))))
  }
  write(root)
  const body = Buffer.concat([pool(strings, wide), ...events])
  return new Uint8Array(Buffer.concat([u16(3, 8), u32(8 + body.length), body]))
}
