import { escapeName } from '../path.ts'
import { type ByteSource, rangeSource, readBytes } from '../source.ts'
import type { Container, ContainerContext, ContainerInput, Member, Region } from './contract.ts'
import { createCovered } from './reading/covered.ts'
import { viewOf } from './zip/directory.ts'

// Electron's own limit does not exist; the largest headers seen are some 10 MB for 100,000 files.
const maxHeaderBytes = 32 << 20
const maxDepth = 256
const prefixBytes = 16

type Json = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

interface File {
  readonly name: string
  readonly node: Json
}

/** The files of a header, depth first, without recursion. */
function* filesOf(header: Json): Generator<File> {
  const pending: { name: string; node: Json; depth: number }[] = [{ name: '', node: header, depth: 0 }]
  for (let top = pending.pop(); top !== undefined; top = pending.pop()) {
    const { files } = top.node
    if (!isObject(files) || top.depth > maxDepth) {
      if (files === undefined) yield { name: top.name, node: top.node }
      continue
    }
    const children = Object.entries(files).reverse()
    for (const [key, node] of children) {
      const name = top.name === '' ? key : `${top.name}/${key}`
      if (isObject(node)) pending.push({ name, node, depth: top.depth + 1 })
    }
  }
}

interface Layout {
  readonly header: Json
  readonly dataStart: number
}

/** A Pickle: 4, header size + 8, header size + 4 with padding, length of the JSON, the JSON. */
function readLayout(source: ByteSource): Layout | undefined {
  const prefix = readBytes(source, 0, prefixBytes)
  if (prefix.length < prefixBytes) return undefined
  const view = viewOf(prefix)
  const jsonBytes = view.getUint32(12, true)
  if (jsonBytes > maxHeaderBytes || prefixBytes + jsonBytes > source.sizeBytes) return undefined
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(readBytes(source, prefixBytes, jsonBytes)))
    return isObject(header) ? { header, dataStart: 8 + view.getUint32(4, true) } : undefined
  } catch {
    return undefined
  }
}

async function* members(input: ContainerInput, context: ContainerContext): AsyncGenerator<Member | Region> {
  if (!('source' in input)) return
  const { source } = input
  const layout = readLayout(source)
  if (layout === undefined) {
    const detail = 'The header of this asar cannot be read; its bytes were searched as they are.'
    context.unseen({ reason: 'damaged', code: 'scan-damaged', detail, offset: 0 })
    yield { type: 'region', start: 0, end: source.sizeBytes, label: 'rest' }
    return
  }
  const covered = createCovered()
  covered.add(0, layout.dataStart)
  for (const { name, node } of filesOf(layout.header)) {
    if (node.link !== undefined) continue
    const size = Number(node.size)
    if (node.unpacked === true) {
      const detail = `${escapeName(name)} lies in the folder beside this asar, not in it.`
      context.unseen({ reason: 'special', code: 'scan-outside', detail })
      continue
    }
    const start = layout.dataStart + Number(node.offset)
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(size) || size <= 0 || start < layout.dataStart)
      continue
    if (start + size > source.sizeBytes) {
      const detail = `${escapeName(name)} ends beyond the end of this asar.`
      context.unseen({ reason: 'truncated', code: 'scan-truncated', detail, offset: start })
    }
    covered.add(start, start + size)
    const open = () => ({
      range: rangeSource(source, start, Math.max(0, Math.min(size, source.sizeBytes - start))),
    })
    yield { type: 'member', name, claimedBytes: size, packedBytes: size, identity: undefined, open }
  }
  for (const gap of covered.gaps(0, source.sizeBytes, 0)) yield { type: 'region', ...gap, label: 'gap' }
}

/** Asar archives of Electron. */
export const asarContainer: Container = {
  id: 'asar',
  finds: 'the files of an asar by its JSON header',
  ignores: 'links, integrity values, other pickles',
  access: 'random',
  sniff(head) {
    if (head.length < 18 || head[0] !== 4 || head[1] !== 0 || head[2] !== 0 || head[3] !== 0) return false
    const view = viewOf(head)
    const json = view.getUint32(12, true)
    return (
      head[16] === 0x7b &&
      head[17] === 0x22 &&
      view.getUint32(8, true) >= json &&
      view.getUint32(4, true) === view.getUint32(8, true) + 4
    )
  },
  members,
}
