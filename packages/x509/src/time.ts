/** A time of X.680 read leniently: NaN when it names no instant, and how it differs from RFC 5280 4.1.2.5. */
export interface DecodedTime {
  readonly ms: number
  /** Was it written exactly as RFC 5280 asks: with seconds, in UTC, no fraction? */
  readonly exact: boolean
}

const UNREADABLE: DecodedTime = { ms: Number.NaN, exact: false }

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar (Hinnant, days_from_civil). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** `count` decimal digits at `at`, or NaN. */
function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const digit = (bytes[i] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/** `Z`, `+hhmm` or `-hhmm` up to the end; NaN for anything else. Local time without a zone names no instant. */
function zoneMs(bytes: Uint8Array, at: number): number {
  const sign = bytes[at]
  if (sign === 0x5a && at + 1 === bytes.length) return 0
  if ((sign !== 0x2b && sign !== 0x2d) || at + 5 !== bytes.length) return Number.NaN
  const hours = digits(bytes, at + 1, 2)
  const minutes = digits(bytes, at + 3, 2)
  if (!(hours <= 23 && minutes <= 59)) return Number.NaN
  return (sign === 0x2b ? 1 : -1) * (hours * 60 + minutes) * 60_000
}

/** End of a fraction `.ddd` or `,ddd` at `at`; `at` itself when there is none. */
function skipFraction(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0x2e && bytes[at] !== 0x2c) return at
  let end = at + 1
  while (end < bytes.length && digits(bytes, end, 1) >= 0) end++
  return end
}

/** Reads the content of a UTCTime (tag 23) or GeneralizedTime (tag 24), to the second. */
export function decodeTime(tag: number, bytes: Uint8Array): DecodedTime {
  const generalized = tag === 24
  const yearDigits = generalized ? 4 : 2
  const written = digits(bytes, 0, yearDigits)
  const year = generalized ? written : written >= 50 ? 1900 + written : 2000 + written
  const month = digits(bytes, yearDigits, 2)
  const day = digits(bytes, yearDigits + 2, 2)
  const hour = digits(bytes, yearDigits + 4, 2)
  const minute = digits(bytes, yearDigits + 6, 2)
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)))
    return UNREADABLE
  if (!(hour <= 23 && minute <= 59)) return UNREADABLE
  let at = yearDigits + 8
  let second = digits(bytes, at, 2)
  const hasSeconds = !Number.isNaN(second)
  if (hasSeconds) at += 2
  else second = 0
  if (second > 59) return UNREADABLE
  const zoneAt = hasSeconds ? skipFraction(bytes, at) : at
  const zone = zoneMs(bytes, zoneAt)
  if (Number.isNaN(zone)) return UNREADABLE
  const ms = ((daysFromCivil(year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1000 - zone
  return { ms, exact: hasSeconds && zoneAt === at && bytes[zoneAt] === 0x5a }
}
