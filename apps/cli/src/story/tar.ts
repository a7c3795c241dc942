/** Just enough ustar to pack a release: regular files with their mode. */
export function tarOf(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const blocks = [...files].flatMap(([name, bytes]) => [
    header(name, bytes.length),
    bytes,
    new Uint8Array(-bytes.length & 511),
  ])
  return new Uint8Array(Buffer.concat([...blocks, new Uint8Array(1024)]))
}

function header(name: string, sizeBytes: number): Uint8Array {
  const block = Buffer.alloc(512)
  const octal = (value: number, at: number, width: number): void => {
    block.write(value.toString(8).padStart(width - 1, '0'), at)
  }
  block.write(name, 0)
  octal(0o755, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(sizeBytes, 124, 12)
  octal(0, 136, 12)
  block.fill(' ', 148, 156)
  block.write('0', 156)
  block.write('ustar\u000000', 257)
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  )
  return block
}
