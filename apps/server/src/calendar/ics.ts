/** iCalendar (RFC 5545), as far as days with a name need it: no time zones, since a day is a day. */

/** One day, or several in a row. */
export interface CalendarDay {
  /** Stays the same when the day moves: calendars know an event again by it. */
  readonly uid: string
  /** `2026-12-01`. */
  readonly day: string
  readonly summary: string
  readonly description: string
  readonly url: string
  readonly category: string
}

export interface Calendar {
  readonly name: string
  readonly description: string
  /** When what it says was worked out. */
  readonly stampMs: number
  readonly days: readonly CalendarDay[]
}

const octets = new TextEncoder()

/** Control characters have no place in a text (section 3.3.11); a line feed is written out. */
const escaped = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\n/g, '\\n')

/** A line of at most 75 octets, folded between characters and never within one (section 3.1). */
function folded(line: string): string {
  const parts: string[] = []
  let part = ''
  let size = 0
  for (const character of line) {
    const own = octets.encode(character).length
    if (size + own > 75) {
      parts.push(part)
      // The blank that begins a continuation counts.
      part = ' '
      size = 1
    }
    part += character
    size += own
  }
  return [...parts, part].map(each => `${each}\r\n`).join('')
}

const dateOf = (day: string): string => day.slice(0, 10).replaceAll('-', '')

const nextDay = (day: string): string => new Date(Date.parse(day.slice(0, 10)) + 86_400_000).toISOString()

const stampOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

function eventLines(
  { uid, day, summary, description, url, category }: CalendarDay,
  stampMs: number,
): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${escaped(uid)}`,
    `DTSTAMP:${stampOf(stampMs)}`,
    `DTSTART;VALUE=DATE:${dateOf(day)}`,
    // The end of days is the day after (section 3.6.1).
    `DTEND;VALUE=DATE:${dateOf(nextDay(day))}`,
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(description)}`,
    `URL:${url}`,
    `CATEGORIES:${escaped(category)}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]
}

/** The calendar as text: CRLF, UTF-8. */
export function writeCalendar({ name, description, stampMs, days }: Calendar): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Foreseen//Break days and renewals//EN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(name)}`,
    `X-WR-CALDESC:${escaped(description)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    ...days.flatMap(day => eventLines(day, stampMs)),
    'END:VCALENDAR',
  ]
  return lines.map(folded).join('')
}
