import { escapeName } from '../path.ts'
import type { Container, ContainerContext, ContainerInput, Member, Region } from './contract.ts'
import { nameText, type Reader, readerOf, regionFrom } from './reading/reader.ts'
import { readPaxRecords, readTarHeader, type TarHeader } from './tar/header.ts'

const blockBytes = 512
// Long names and pax records are read into memory; PATH_MAX is 4 KiB, ACLs and signatures make records larger.
const maxMetaBytes = 1 << 20
const regular = new Set(['0', '\0', '7', 'S'])
const passed = new Set(['1', '2', '3', '4', '5', '6', 'V', 'M', 'D'])

/** What the blocks before a header say about it. */
interface Overrides {
  name: string | undefined
  sizeBytes: number | undefined
  isSparse: boolean
}

function padded(sizeBytes: number): number {
  return Math.ceil(sizeBytes / blockBytes) * blockBytes
}

function isZero(block: Uint8Array): boolean {
  return block.every(byte => byte === 0)
}

function applyPax(records: ReadonlyMap<string, string>, next: Overrides): void {
  const path = records.get('GNU.sparse.name') ?? records.get('path')
  if (path !== undefined) next.name = path
  const size = Number(records.get('size') ?? Number.NaN)
  if (Number.isSafeInteger(size) && size >= 0) next.sizeBytes = size
  if (records.has('GNU.sparse.major') || records.has('GNU.sparse.map') || records.has('GNU.sparse.size')) {
    next.isSparse = true
  }
}

/** Reads a block that only describes the next one: a GNU long name or pax records. */
async function readMeta(reader: Reader, header: TarHeader, next: Overrides): Promise<void> {
  const end = reader.position() + padded(header.sizeBytes)
  if (header.sizeBytes <= maxMetaBytes) {
    const bytes = await reader.read(header.sizeBytes)
    if (header.type === 'L') next.name = nameText(bytes)
    if (header.type === 'x') applyPax(readPaxRecords(bytes), next)
  }
  await reader.seek(end)
}

function memberOf(reader: Reader, name: string, sizeBytes: number): Member {
  const plain = name.startsWith('./') ? name.slice(2) : name
  const open = (): ReturnType<Reader['body']> => reader.body(sizeBytes)
  const common = { packedBytes: sizeBytes, identity: undefined, open }
  return { type: 'member', name: plain, claimedBytes: sizeBytes, ...common }
}

function saySparse(context: ContainerContext, name: string, offset: number): void {
  const detail = `${escapeName(name)} is sparse: its stored data was searched without the holes.`
  context.unseen({ reason: 'unsupported', code: 'scan-sparse', detail, offset })
}

/** A tar ends with two blocks of zeros; without them more may have followed. */
function sayCut(context: ContainerContext, offset: number, inside: string | undefined): void {
  const where =
    inside === undefined ? 'without its end mark: members may be missing' : `inside ${escapeName(inside)}`
  context.unseen({ reason: 'truncated', code: 'scan-truncated', detail: `This tar ends ${where}.`, offset })
}

async function* members(input: ContainerInput, context: ContainerContext): AsyncGenerator<Member | Region> {
  const reader = readerOf(input)
  let next: Overrides = { name: undefined, sizeBytes: undefined, isSparse: false }
  for (;;) {
    const start = reader.position()
    const block = await reader.read(blockBytes)
    if (block.length === 0) {
      sayCut(context, start, undefined)
      return
    }
    if (isZero(block)) break
    const header = readTarHeader(block)
    if (header === undefined) {
      const [reason, code] =
        block.length < blockBytes
          ? (['truncated', 'scan-truncated'] as const)
          : (['damaged', 'scan-damaged'] as const)
      const detail = 'This tar has a block that is no header; the rest was searched as it is.'
      context.unseen({ reason, code, detail, offset: start })
      yield regionFrom(reader, start, block)
      return
    }
    if (header.type === 'L' || header.type === 'x' || header.type === 'K' || header.type === 'g') {
      await readMeta(reader, header, next)
      continue
    }
    const name = next.name ?? header.name
    const sizeBytes = next.sizeBytes ?? header.sizeBytes
    if (header.type === 'S')
      for (let more = header.isExtended; more; ) more = (await reader.read(blockBytes))[504] === 1
    const data = reader.position()
    const hasData = regular.has(header.type) || !passed.has(header.type)
    if (hasData && (next.isSparse || header.type === 'S')) saySparse(context, name, start)
    if (hasData && sizeBytes > 0 && !name.endsWith('/')) yield memberOf(reader, name, sizeBytes)
    // Links and devices have no data whatever their size says, but folders and hard links of pax may.
    const skipped = hasData || (header.type === '1' && next.sizeBytes !== undefined) ? padded(sizeBytes) : 0
    if (!(await reader.seek(data + skipped))) {
      sayCut(context, reader.position(), reader.position() < data + sizeBytes ? name : undefined)
      return
    }
    next = { name: undefined, sizeBytes: undefined, isSparse: false }
  }
  yield* afterEnd(reader)
}

/** Zero blocks end a tar; what is not zero after them is searched, for tools that append. */
async function* afterEnd(reader: Reader): AsyncGenerator<Member | Region> {
  for (;;) {
    const start = reader.position()
    const block = await reader.read(blockBytes)
    if (block.length === 0) return
    if (isZero(block)) continue
    yield regionFrom(reader, start, block)
    return
  }
}

/** Tar archives: ustar, pax and GNU. */
export const tarContainer: Container = {
  id: 'tar',
  finds: 'ustar, pax and GNU archives with long names, large sizes and sparse members',
  ignores: 'links, devices, the ancient format without magic',
  access: 'stream',
  sniff: head =>
    head.length >= blockBytes &&
    nameText(head.subarray(257, 262)) === 'ustar' &&
    readTarHeader(head) !== undefined,
  members,
}
