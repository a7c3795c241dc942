/** Writes a binary property list, as CFBinaryPList does: equal strings once. */
export type Value = string | boolean | Date | readonly Value[] | { readonly [key: string]: Value }

const be = (value: number, size: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes.subarray(8 - size)
}
const marker = (kind: number, count: number): Buffer =>
  count < 15
    ? Buffer.from([(kind << 4) | count])
    : Buffer.from([(kind << 4) | 15, 0x11, count >> 8, count & 255])

export function bplist(root: Value): Uint8Array {
  const objects: Buffer[] = []
  const strings = new Map<string, number>()
  const add = (value: Value): number => {
    const known = typeof value === 'string' ? strings.get(value) : undefined
    if (known !== undefined) return known
    const index = objects.push(Buffer.alloc(0)) - 1
    if (typeof value === 'string') {
      strings.set(value, index)
      objects[index] = Buffer.concat([marker(5, value.length), Buffer.from(value, 'latin1')])
    } else if (typeof value === 'boolean') objects[index] = Buffer.from([value ? 9 : 8])
    else if (value instanceof Date) {
      const bytes = Buffer.alloc(9, 0x33)
      bytes.writeDoubleBE(value.getTime() / 1000 - 978_307_200, 1)
      objects[index] = bytes
    } else if (Array.isArray(value)) {
      const items: readonly Value[] = value
      objects[index] = Buffer.concat([marker(10, items.length), ...items.map(item => be(add(item), 2))])
    } else {
      const entries = Object.entries(value)
      const keys = entries.map(([key]) => be(add(key), 2))
      const values = entries.map(([, item]) => be(add(item), 2))
      objects[index] = Buffer.concat([marker(13, entries.length), ...keys, ...values])
    }
    return index
  }
  add(root)
  const head = Buffer.from('bplist00')
  let at = head.length
  const offsets = objects.map(object => {
    at += object.length
    return be(at - object.length, 4)
  })
  const trailer = Buffer.concat([
    Buffer.alloc(6),
    Buffer.from([4, 2]),
    be(objects.length, 8),
    be(0, 8),
    be(at, 8),
  ])
  return new Uint8Array(Buffer.concat([head, ...objects, ...offsets, trailer]))
}
