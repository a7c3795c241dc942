/** Writes BKS stores as Bouncy Castle does; the MAC at the end is filler, readers without a password do not see it. */
import { filler } from '../detecting.ts'

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const text = (value: string): Buffer => {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(Buffer.byteLength(value))
  return Buffer.concat([length, Buffer.from(value)])
}
const blob = (bytes: Uint8Array): Buffer => Buffer.concat([u32(bytes.length), bytes])
const stored = (der: Uint8Array): Buffer => Buffer.concat([text('X.509'), blob(der)])
const head = (tag: number, alias: string, chain: readonly Uint8Array[]): Buffer => {
  const date = Buffer.alloc(8)
  date.writeBigUInt64BE(1_700_000_000_000n)
  return Buffer.concat([Buffer.from([tag]), text(alias), date, u32(chain.length), ...chain.map(stored)])
}

export const certificateEntry = (alias: string, der: Uint8Array): Buffer =>
  Buffer.concat([head(1, alias, []), stored(der)])

export const plainKeyEntry = (alias: string, key: Uint8Array, chain: readonly Uint8Array[]): Buffer =>
  Buffer.concat([head(2, alias, chain), Buffer.from([0]), text('PKCS#8'), text('EC'), blob(key)])

export const sealedKeyEntry = (alias: string, chain: readonly Uint8Array[]): Buffer =>
  Buffer.concat([head(4, alias, chain), blob(filler(180, 17))])

export const secretEntry = (alias: string): Buffer =>
  Buffer.concat([head(3, alias, []), blob(filler(48, 18))])

export function bks(version: number, entries: readonly Buffer[]): Uint8Array {
  const salt = blob(filler(20, 15))
  return new Uint8Array(
    Buffer.concat([u32(version), salt, u32(1500), ...entries, Buffer.from([0]), filler(20, 16)]),
  )
}

export const uber = (blocks: number): Uint8Array =>
  new Uint8Array(Buffer.concat([u32(1), blob(filler(20, 15)), u32(1800), filler(16 * blocks, 19)]))
