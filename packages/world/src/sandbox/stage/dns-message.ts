/** A question (RFC 1035 section 4.1.2). */
interface Question {
  /** Lower-case, without the last dot; bytes beyond printable ASCII are `?`. */
  readonly name: string
  readonly type: number
  /** Its bytes as sent, to be repeated in the answer. */
  readonly raw: Buffer
  /** Identifier and whether recursion was asked for. */
  readonly id: number
  readonly recursion: boolean
  /** Whether the query has an OPT record (RFC 6891), which the answer then repeats. */
  readonly edns: boolean
}

const typeA = 1
const typeOpt = 41
const classIn = 1
const headerBytes = 12
/** A name has 255 bytes at most (RFC 1035 section 2.3.4). */
const maxNameBytes = 255

/** Reads the labels of a question; queries do not compress them. `undefined` when they are not sound. */
function readName(message: Buffer): { readonly name: string; readonly end: number } | undefined {
  const labels: string[] = []
  let at = headerBytes
  while (at < message.length) {
    const length = message[at] ?? 0
    if (length === 0) return { name: labels.join('.').toLowerCase(), end: at + 1 }
    if (length > 63 || at + 1 + length - headerBytes > maxNameBytes) return undefined
    const label = message.subarray(at + 1, at + 1 + length)
    if (label.length < length) return undefined
    labels.push(label.toString('latin1').replace(/[^\x21-\x7e]|\./g, '?'))
    at += 1 + length
  }
  return undefined
}

/** Whether the first additional record is an OPT record with the root as its name. */
function hasOpt(message: Buffer, end: number): boolean {
  return (
    message.readUInt16BE(10) > 0 && message.length >= end + 11 && message.readUInt16BE(end + 1) === typeOpt
  )
}

/** Reads a query with one question; `undefined` for responses, other operations and anything malformed. */
export function parseQuery(message: Buffer): Question | undefined {
  if (message.length < headerBytes + 5 || message.length > 4096) return undefined
  const flags = message.readUInt16BE(2)
  if ((flags & 0xf800) !== 0 || message.readUInt16BE(4) !== 1) return undefined
  const found = readName(message)
  if (found === undefined || found.end + 4 > message.length) return undefined
  const end = found.end + 4
  return {
    name: found.name,
    type: message.readUInt16BE(found.end),
    raw: message.subarray(headerBytes, end),
    id: message.readUInt16BE(0),
    recursion: (flags & 0x0100) !== 0,
    edns: hasOpt(message, end),
  }
}

/** OPT record: 1,232 bytes of UDP payload (the size of DNS Flag Day 2020), version 0, nothing else. */
const opt = Buffer.from([0, 0, typeOpt, 0x04, 0xd0, 0, 0, 0, 0, 0, 0])

/**
 * The answer: the address for every name of class IN and type A; for any other type no record and no error, so
 * that nobody goes on to ask elsewhere. The record lives 0 seconds: the next run has another address.
 */
export function answerQuery(question: Question, address: string): Buffer {
  const internet = question.raw.readUInt16BE(question.raw.length - 2) === classIn
  const found = question.type === typeA && internet
  const header = Buffer.alloc(headerBytes)
  header.writeUInt16BE(question.id, 0)
  header.writeUInt16BE(0x8480 | (question.recursion ? 0x0100 : 0), 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(found ? 1 : 0, 6)
  header.writeUInt16BE(question.edns ? 1 : 0, 10)
  const record = found
    ? Buffer.from([
        0xc0,
        headerBytes,
        0,
        typeA,
        0,
        classIn,
        0,
        0,
        0,
        0,
        0,
        4,
        ...address.split('.').map(Number),
      ])
    : Buffer.alloc(0)
  return Buffer.concat([header, question.raw, record, question.edns ? opt : Buffer.alloc(0)])
}
