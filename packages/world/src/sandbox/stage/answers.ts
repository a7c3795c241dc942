import { open, realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import type { Readable } from 'node:stream'

/** What a request gets. A stream carries exactly `sizeBytes`. */
export interface Answer {
  readonly status: number
  readonly type: string
  readonly sizeBytes: number
  readonly body: Uint8Array | Readable
}

/** Bigger files are cut out: a rehearsal needs the first byte, and nobody waits for an image of a disk. */
const maxFileBytes = 256 * 1024 * 1024

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
}

export function answerBytes(status: number, type: string, body: Uint8Array): Answer {
  return { status, type, sizeBytes: body.length, body }
}

const empty = answerBytes(200, 'application/json', Buffer.from('{}'))
const missing = answerBytes(404, 'text/plain; charset=utf-8', Buffer.from('no such file\n'))

/** Path of a request target: no query, decoded; `undefined` when it cannot be a file's. */
export function filePathOf(target: string): string | undefined {
  const path = target.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/s, '')
  try {
    const decoded = decodeURIComponent(path)
    return /[\0\\]/.test(decoded) ? undefined : decoded
  } catch {
    return undefined
  }
}

/** The real path of a file inside the folder, links followed; `undefined` when it leads outside or nowhere. */
async function findFile(dir: string, path: string): Promise<string | undefined> {
  const root = await realpath(dir)
  const inside = (found: string): boolean => found === root || found.startsWith(root + sep)
  let found = await realpath(join(root, path))
  if (!inside(found)) return undefined
  if ((await stat(found)).isDirectory()) found = await realpath(join(found, 'index.html'))
  return inside(found) ? found : undefined
}

async function answerFile(file: string, head: boolean): Promise<Answer> {
  const handle = await open(file, 'r')
  const found = await handle.stat()
  const type = types[extname(file).toLowerCase()] ?? 'application/octet-stream'
  if (!found.isFile() || found.size > maxFileBytes) {
    await handle.close()
    return missing
  }
  if (head || found.size === 0) {
    await handle.close()
    return { status: 200, type, sizeBytes: found.size, body: Buffer.alloc(0) }
  }
  // `end` keeps a file that grows meanwhile to the length announced.
  const body = handle.createReadStream({ start: 0, end: found.size - 1 })
  return { status: 200, type, sizeBytes: found.size, body }
}

/** Answers a request from a folder, or `200 {}` to each when there is none. Nothing outside is ever sent. */
export async function answerRequest(dir: string, method: string, target: string): Promise<Answer> {
  if (dir === '') return empty
  const path = filePathOf(target)
  if (path === undefined) return missing
  try {
    const file = await findFile(dir, path)
    return file === undefined ? missing : await answerFile(file, method === 'HEAD')
  } catch {
    return missing
  }
}
