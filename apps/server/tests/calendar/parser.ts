/** The grammar of RFC 5545, section 3.1 to 3.6, as far as a calendar of days uses it; anything else is an error. */

export interface Property {
  readonly name: string
  readonly parameters: Readonly<Record<string, string>>
  readonly value: string
}

export interface Component {
  readonly name: string
  readonly properties: readonly Property[]
  readonly components: readonly Component[]
}

const demand = (holds: boolean, why: string): void => {
  if (!holds) throw new Error(why)
}

/** Content lines: CRLF ends each, none is longer than 75 octets, and a blank goes on with the line before. */
function unfold(text: string): string[] {
  demand(text.endsWith('\r\n'), 'the last line has no end')
  const raw = text.slice(0, -2).split('\r\n')
  for (const line of raw) {
    demand(new TextEncoder().encode(line).length <= 75, `a line is longer than 75 octets: ${line}`)
    demand(!/[\r\n]/.test(line), 'a line end by itself')
    demand(!/\ufffd/.test(line), 'a character was cut in two')
  }
  const lines: string[] = []
  for (const line of raw) {
    if (!line.startsWith(' ') && !line.startsWith('\t')) lines.push(line)
    else {
      demand(lines.length > 0, 'a fold before any line')
      lines.push((lines.pop() ?? '') + line.slice(1))
    }
  }
  return lines
}

/** contentline = name *(";" param ) ":" value, with paramtext and no quoted strings. */
function parseLine(line: string): Property {
  const match = /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=[^";:,\p{Cc}]*)*):([^\p{Cc}]*)$/u.exec(line)
  if (match === null) throw new Error(`no content line: ${line}`)
  const [, name = '', parameters = '', value = ''] = match
  const pairs = parameters
    .split(';')
    .slice(1)
    .map(pair => [pair.slice(0, pair.indexOf('=')).toUpperCase(), pair.slice(pair.indexOf('=') + 1)])
  return { name: name.toUpperCase(), parameters: Object.fromEntries(pairs), value }
}

/** TEXT (section 3.3.11): a backslash stands before one of its own, a semicolon, a comma or an n. */
export function parseText(value: string): string {
  demand(/^(?:[^\\;,\p{Cc}]|\\[\\;,nN])*$/u.test(value), `no text: ${value}`)
  return value.replace(/\\([\\;,nN])/g, (_, kind: string) => (kind === 'n' || kind === 'N' ? '\n' : kind))
}

function parseComponent(lines: string[], name: string): Component {
  const properties: Property[] = []
  const components: Component[] = []
  for (;;) {
    const line = lines.shift()
    if (line === undefined) throw new Error(`${name} does not end`)
    const property = parseLine(line)
    if (property.name === 'END') {
      demand(property.value === name, `${property.value} ends inside ${name}`)
      return { name, properties, components }
    }
    if (property.name === 'BEGIN') components.push(parseComponent(lines, property.value))
    else properties.push(property)
  }
}

const texts = ['SUMMARY', 'DESCRIPTION', 'UID', 'CATEGORIES', 'X-WR-CALNAME', 'X-WR-CALDESC']

function checkProperty({ name, parameters, value }: Property): void {
  if (texts.includes(name)) parseText(value)
  if (name === 'DTSTAMP') demand(/^\d{8}T\d{6}Z$/.test(value), `DTSTAMP is not in UTC: ${value}`)
  if (name === 'DTSTART' || name === 'DTEND') {
    demand(parameters.VALUE === 'DATE' && /^\d{8}$/.test(value), `${name} is no day: ${value}`)
    const iso = `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`
    demand(new Date(iso).toISOString().startsWith(iso), `there is no such day: ${value}`)
  }
  if (name === 'URL') demand(URL.canParse(value), `no address: ${value}`)
}

const once = (component: Component, name: string): Property => {
  const found = component.properties.filter(property => property.name === name)
  demand(found.length === 1, `${component.name} has ${found.length} of ${name}`)
  return found[0] as Property
}

/** A calendar, or an error that says what is wrong. */
export function parseCalendar(text: string): Component {
  const lines = unfold(text)
  demand(lines.shift() === 'BEGIN:VCALENDAR', 'no calendar begins')
  const calendar = parseComponent(lines, 'VCALENDAR')
  demand(lines.length === 0, 'something follows the calendar')
  demand(once(calendar, 'VERSION').value === '2.0', 'not version 2.0')
  once(calendar, 'PRODID')
  demand(once(calendar, 'METHOD').value === 'PUBLISH', 'not to be published')
  const uids = new Set<string>()
  for (const event of calendar.components) {
    demand(event.name === 'VEVENT', `a ${event.name}`)
    for (const name of ['UID', 'DTSTAMP', 'DTSTART', 'DTEND', 'SUMMARY']) once(event, name)
    event.properties.forEach(checkProperty)
    demand(once(event, 'DTSTART').value < once(event, 'DTEND').value, 'an event ends before it begins')
    uids.add(once(event, 'UID').value)
  }
  demand(uids.size === calendar.components.length, 'two events with one UID')
  calendar.properties.forEach(checkProperty)
  return calendar
}
