// Control characters never reach a terminal (C0, DEL, C1), bidirectional marks would reorder what is read,
// and lone surrogates have no UTF-8 form.
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const longestName = 1024

function escapeUnit(text: string): string {
  return `\\u{${(text.codePointAt(0) ?? 0).toString(16)}}`
}

/** A path of the file system without characters that could harm a terminal. Applying it twice changes nothing. */
export function escapePath(path: string): string {
  return path.replace(unsafe, escapeUnit)
}

/** A member's name as part of a nested path: `!` separates members, so it is escaped too; very long names are cut. */
export function escapeName(name: string): string {
  const cut = name.length > longestName ? `${name.slice(0, longestName)}...` : name
  const escaped = escapePath(cut).replaceAll('!', '\\u{21}')
  return escaped === '' ? 'data' : escaped
}

const suffixes = /\.(gz|tgz|xz|txz|zst|zstd|tzst|bz2|tbz2?|br|z|lzma|gzip)$/i

/** Name of the stream inside a compressed file: the file's own name without its suffix. */
export function innerName(path: string): string {
  const last = path.slice(Math.max(path.lastIndexOf('!'), path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  const stem = last.replace(suffixes, '')
  return stem === last || stem === '' ? 'data' : stem
}
