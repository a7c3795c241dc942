interface Asked {
  readonly type?: number
  readonly flags?: number
  readonly edns?: boolean
}

/** A query for one name, as a resolver sends it. */
export function query(name: string, { type = 1, flags = 0x0100, edns = false }: Asked = {}): Buffer {
  const labels = name.split('.').map(label => Buffer.concat([Buffer.of(label.length), Buffer.from(label)]))
  const head = Buffer.from([0x12, 0x34, flags >> 8, flags & 255, 0, 1, 0, 0, 0, 0, 0, edns ? 1 : 0])
  const opt = edns ? Buffer.from([0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0]) : Buffer.alloc(0)
  return Buffer.concat([head, ...labels, Buffer.from([0, 0, type, 0, 1]), opt])
}
