import { printable } from '@foreseen/x509'

/** A path of the file system: text, or bytes where a name on the way is not UTF-8. */
export type FilePath = string | Buffer

const replacement = '\ufffd'

/** Did decoding lose something? Then the name must be read again as bytes. */
export function isLossy(name: string): boolean {
  return name.includes(replacement)
}

/** Joins a folder and the name of an entry. */
export function joinPath(folder: FilePath, name: FilePath): FilePath {
  if (typeof folder === 'string' && typeof name === 'string') {
    return folder.endsWith('/') ? folder + name : `${folder}/${name}`
  }
  const slash = folder.at(-1) === (typeof folder === 'string' ? '/' : 0x2f) ? '' : '/'
  return Buffer.concat([toBytes(folder), Buffer.from(slash), toBytes(name)])
}

function toBytes(path: FilePath): Buffer {
  return typeof path === 'string' ? Buffer.from(path) : path
}

/** Bytes that are no UTF-8 as `\xNN`, everything else as text. */
function decode(bytes: Buffer): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0
    const size = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1
    const character = bytes.toString('utf8', at, at + size)
    if (isLossy(character)) {
      text += `\\x${lead.toString(16).padStart(2, '0')}`
      at++
    } else {
      text += character
      at += size
    }
  }
  return text
}

/** The path as text that may be shown: control characters and bytes that are no UTF-8 are escaped. */
export function displayPath(path: FilePath): string {
  return printable(typeof path === 'string' ? path : decode(path))
}
