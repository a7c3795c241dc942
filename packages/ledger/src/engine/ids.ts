/** Ids that sort by time: a prefix that says of what, 48 bits of time and 80 of chance (github.com/ulid/spec). */

const digits = '0123456789abcdefghjkmnpqrstvwxyz'

const timeDigits = 10
const chanceBytes = 10

/** Where time and chance come from. */
export interface Sources {
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  /** That many random bytes, not to be guessed. */
  readonly random: (sizeBytes: number) => Uint8Array
}

function timeText(ms: number): string {
  let text = ''
  for (let rest = ms, digit = 0; digit < timeDigits; digit++, rest = Math.floor(rest / 32))
    text = (digits[rest % 32] ?? '') + text
  return text
}

/** Five bits a digit, 80 bits in 16 digits. */
function chanceText(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += digits[(held >> bits) & 31] ?? ''
    }
    held &= (1 << bits) - 1
  }
  return text
}

/** `rel_01jd...`: prefix, underscore, 26 digits of Crockford's base 32 in lower case. */
export const newId = (prefix: string, { clock, random }: Sources): string =>
  `${prefix}_${timeText(clock())}${chanceText(random(chanceBytes))}`
