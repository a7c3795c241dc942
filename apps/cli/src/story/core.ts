/** A compiled core as a C compiler would make it: the certificate is a constant among the code. */

const text = new TextEncoder()

/** Unsigned LEB128 (WebAssembly core specification 5.2.2). */
function unsigned(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  do {
    const low = rest & 0x7f
    rest >>>= 7
    bytes.push(rest === 0 ? low : low | 0x80)
  } while (rest !== 0)
  return bytes
}

/** Signed LEB128 of a number that is not negative. */
function signed(value: number): number[] {
  const bytes = unsigned(value)
  const last = bytes.at(-1) ?? 0
  return (last & 0x40) === 0 ? bytes : [...bytes.slice(0, -1), last | 0x80, 0]
}

const vector = (items: readonly (readonly number[])[]): number[] => [
  ...unsigned(items.length),
  ...items.flat(),
]
const section = (id: number, body: readonly number[]): number[] => [id, ...unsigned(body.length), ...body]
const code = (...body: readonly number[]): number[] => [...unsigned(body.length + 1), 0, ...body]
const exported = (name: string, kind: number, index: number): number[] => [
  ...unsigned(name.length),
  ...text.encode(name),
  kind,
  ...unsigned(index),
]

const i32 = 0x7f
const pageBytes = 65_536
/** Where the constant stands in memory. */
const place = 1024

/** A module that exports `size(): i32` and `at(i32): i32` over a constant in its data section. */
export function compileCore(constant: Uint8Array): Uint8Array {
  const pages = Math.ceil((place + constant.length) / pageBytes)
  const size = code(0x41, ...signed(constant.length), 0x0b)
  // local.get 0; i32.load8_u with the constant's place as offset; end
  const at = code(0x20, 0, 0x2d, 0, ...unsigned(place), 0x0b)
  const data = [0, 0x41, ...signed(place), 0x0b, ...unsigned(constant.length), ...constant]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(
      1,
      vector([
        [0x60, 0, 1, i32],
        [0x60, 1, i32, 1, i32],
      ]),
    ),
    ...section(3, vector([[0], [1]])),
    ...section(5, vector([[0, ...unsigned(pages)]])),
    ...section(7, vector([exported('size', 0, 0), exported('at', 0, 1)])),
    ...section(10, vector([size, at])),
    ...section(11, vector([data])),
  ])
}
