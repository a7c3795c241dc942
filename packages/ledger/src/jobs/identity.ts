import type { JobId } from './contract.ts'

/** Crockford's alphabet, as in ULID: no letter that is read as a digit. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * A job's identity is 128 bits, 48 of time and 80 of chance, as in ULID. It is written `job_` and 26 letters; pg-boss
 * keeps the same bits as a uuid.
 */
export function newUuid(nowMs: number, random: () => number): string {
  const time = Math.max(0, Math.floor(nowMs)).toString(16).padStart(12, '0').slice(-12)
  const chance = Array.from({ length: 5 }, () =>
    Math.floor(random() * 0x10000)
      .toString(16)
      .padStart(4, '0'),
  ).join('')
  const hex = time + chance
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export function idFromUuid(uuid: string): JobId {
  let bits = BigInt(`0x${uuid.replaceAll('-', '')}`)
  let text = ''
  for (let index = 0; index < 26; index++) {
    text = (letters[Number(bits & 31n)] ?? '0') + text
    bits >>= 5n
  }
  return `job_${text}`
}

/** `undefined` when the text is no id of a job. */
export function uuidFromId(id: string): string | undefined {
  if (!/^job_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(id)) return undefined
  let bits = 0n
  for (const letter of id.slice(4)) bits = (bits << 5n) | BigInt(letters.indexOf(letter))
  const hex = bits.toString(16).padStart(32, '0')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
