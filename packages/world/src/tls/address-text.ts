/** Addresses as bytes, since one address has many texts (RFC 4291 section 2.2). */
import { isIP } from 'node:net'

const bytesOf4 = (text: string): readonly number[] => text.split('.').map(Number)

function groupsOf(text: string): readonly number[] {
  if (text === '') return []
  return text.split(':').flatMap(group => {
    if (group.includes('.')) return bytesOf4(group)
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 255]
  })
}

/** 4 or 16 bytes; `undefined` for what is no address. A zone (RFC 4007 section 11) is left out. */
export function addressBytes(text: string): readonly number[] | undefined {
  const family = isIP(text)
  if (family === 4) return bytesOf4(text)
  if (family !== 6) return undefined
  const [bare = ''] = text.split('%', 1)
  const [head = '', tail] = bare.split('::', 2)
  if (tail === undefined) return groupsOf(head)
  const [before, after] = [groupsOf(head), groupsOf(tail)]
  const gap = Array.from({ length: 16 - before.length - after.length }, () => 0)
  return [...before, ...gap, ...after]
}

/** The bytes of an IPv4 address as text. */
export const text4 = (bytes: readonly number[]): string => bytes.join('.')
