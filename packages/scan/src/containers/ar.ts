import type { Container, ContainerContext, ContainerInput, Member, Region } from './contract.ts'
import { nameText, type Reader, readerOf, regionFrom } from './reading/reader.ts'

const magic = '!<arch>\n'
const headerBytes = 60
const maxNameTable = 4 << 20
const maxBsdName = 4096

interface Header {
  readonly name: string
  readonly sizeBytes: number
}

// ar(5): name 16, date 12, uid 6, gid 6, mode 8, size 10, then "`\n".
function readHeader(bytes: Uint8Array): Header | undefined {
  if (bytes.length < headerBytes || bytes[58] !== 0x60 || bytes[59] !== 0x0a) return undefined
  const size = nameText(bytes.subarray(48, 58)).trim()
  if (!/^\d{1,10}$/.test(size)) return undefined
  return { name: nameText(bytes.subarray(0, 16)).trimEnd(), sizeBytes: Number(size) }
}

/** Name of a member: System V `name/`, GNU `/123` into the table, BSD `#1/20` before the data. */
async function fullName(reader: Reader, header: Header, table: Uint8Array): Promise<string> {
  const bsd = /^#1\/(\d{1,6})$/.exec(header.name)
  if (bsd !== null) {
    const length = Number(bsd[1])
    return length <= Math.min(maxBsdName, header.sizeBytes)
      ? nameText(await reader.read(length))
      : header.name
  }
  const gnu = /^\/(\d{1,9})$/.exec(header.name)
  if (gnu !== null) {
    const from = table.subarray(Number(gnu[1]))
    const end = from.findIndex(byte => byte === 0x0a || byte === 0)
    return nameText(from.subarray(0, end < 0 ? from.length : end)).replace(/\/$/, '')
  }
  return header.name.replace(/\/$/, '')
}

async function* members(input: ContainerInput, context: ContainerContext): AsyncGenerator<Member | Region> {
  const reader = readerOf(input)
  await reader.read(magic.length)
  let table = new Uint8Array(0) as Uint8Array
  for (;;) {
    const start = reader.position()
    const bytes = await reader.read(headerBytes)
    if (bytes.length === 0) return
    const header = readHeader(bytes)
    if (header === undefined) {
      const detail = 'This ar archive has bytes that are no header; the rest was searched as it is.'
      const isShort = bytes.length < headerBytes
      context.unseen({
        reason: isShort ? 'truncated' : 'damaged',
        code: isShort ? 'scan-truncated' : 'scan-damaged',
        detail,
        offset: start,
      })
      yield regionFrom(reader, start, bytes)
      return
    }
    const data = reader.position()
    const end = data + header.sizeBytes
    if (header.name === '//' && header.sizeBytes <= maxNameTable) table = await reader.read(header.sizeBytes)
    else {
      const name = await fullName(reader, header, table)
      const sizeBytes = end - reader.position()
      if (sizeBytes > 0) {
        const open = (): ReturnType<Reader['body']> => reader.body(sizeBytes)
        yield {
          type: 'member',
          name,
          claimedBytes: sizeBytes,
          packedBytes: sizeBytes,
          identity: undefined,
          open,
        }
      }
    }
    // Members begin at even offsets; the last one need not be padded.
    const reached = await reader.seek(end)
    if (!reached) {
      const detail = 'This ar archive ends inside a member.'
      context.unseen({ reason: 'truncated', code: 'scan-truncated', detail, offset: reader.position() })
      return
    }
    if (end % 2 === 1) await reader.seek(end + 1)
  }
}

/** Ar archives: static libraries and Debian packages. */
export const arContainer: Container = {
  id: 'ar',
  finds: 'ar archives with System V, GNU and BSD names; Debian packages',
  ignores: 'thin archives, whose members are other files',
  access: 'stream',
  sniff: head => nameText(head.subarray(0, 8)) === magic,
  members,
}
