import type { Plist, PlistEntry } from './plist.ts'

const MAX_DEPTH = 32
const MAX_NODES = 20_000

interface Cursor {
  readonly text: string
  at: number
  nodes: number
}

interface Tag {
  readonly name: string
  readonly closes: boolean
  readonly empty: boolean
}

/** Next tag from the cursor, comments and declarations stepped over; the cursor then stands behind it. */
function nextTag(cursor: Cursor): Tag | undefined {
  const { text } = cursor
  while (cursor.nodes++ < MAX_NODES) {
    const open = text.indexOf('<', cursor.at)
    const isComment = text.startsWith('<!--', open)
    const close = open < 0 ? -1 : text.indexOf(isComment ? '-->' : '>', open)
    if (close < 0) return undefined
    cursor.at = close + (isComment ? 3 : 1)
    const match = /^<(\/?)([a-zA-Z]{1,16})[^>]{0,200}?(\/?)>$/.exec(
      text.slice(open, Math.min(cursor.at, open + 240)),
    )
    if (match) return { name: match[2] ?? '', closes: match[1] === '/', empty: match[3] === '/' }
  }
  return undefined
}

/** Text up to the next tag, which must be the closing one. */
function readText(cursor: Cursor): { text: string; start: number; end: number } | undefined {
  const start = cursor.at
  const end = cursor.text.indexOf('<', start)
  if (end < 0 || nextTag(cursor)?.closes !== true) return undefined
  return { text: cursor.text.slice(start, end), start, end }
}

function readDict(cursor: Cursor, depth: number): Plist {
  const entries: PlistEntry[] = []
  for (let tag = nextTag(cursor); tag && !tag.closes; tag = nextTag(cursor)) {
    const key = tag.name === 'key' && !tag.empty ? readText(cursor) : undefined
    const valueTag = key && nextTag(cursor)
    if (!valueTag || valueTag.closes) break
    entries.push({ key: key.text.trim(), keyAt: key.start, value: readValue(cursor, valueTag, depth + 1) })
  }
  return { type: 'dict', entries }
}

function readArray(cursor: Cursor, depth: number): Plist {
  const items: Plist[] = []
  for (let tag = nextTag(cursor); tag && !tag.closes; tag = nextTag(cursor))
    items.push(readValue(cursor, tag, depth + 1))
  return { type: 'array', items }
}

function readValue(cursor: Cursor, tag: Tag, depth: number): Plist {
  if (tag.name === 'true' || tag.name === 'false') return { type: 'boolean', value: tag.name === 'true' }
  if (tag.empty || depth > MAX_DEPTH) return { type: 'other' }
  if (tag.name === 'dict') return readDict(cursor, depth)
  if (tag.name === 'array') return readArray(cursor, depth)
  const found = readText(cursor)
  if (found === undefined) return { type: 'other' }
  if (tag.name === 'string') return { type: 'string', ...found }
  return tag.name === 'date'
    ? { type: 'date', milliseconds: Date.parse(found.text.trim()) }
    : { type: 'other' }
}

/** The value that begins with the next tag from `at`; offsets count from the start of `text`. */
export function readXmlPlist(text: string, at: number): Plist {
  const cursor: Cursor = { text, at, nodes: 0 }
  const tag = nextTag(cursor)
  return tag && !tag.closes ? readValue(cursor, tag, 0) : { type: 'other' }
}
