import { readElement } from '@foreseen/x509'
import type { DetectorInput } from '../detectors/contract.ts'

/** Bytes from exactly `at`; empty where the input does not have that offset. Valid until the next read. */
export function bytesAt(input: DetectorInput, at: number, lengthBytes: number): Uint8Array {
  if (at < 0) return new Uint8Array(0)
  const { view, start } = input.bytes(at, lengthBytes)
  return start === at ? view.subarray(0, lengthBytes) : new Uint8Array(0)
}

/** Total length that the definite-length header at `at` declares, or 0. Nothing says that the bytes are there. */
export function declaredLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at + 1]
  if (lead === undefined) return 0
  if (lead < 0x80) return 2 + lead
  const octets = lead & 0x7f
  if (octets === 0 || octets > 4 || at + 2 + octets > bytes.length) return 0
  let length = 0
  for (let i = at + 2; i < at + 2 + octets; i++) length = length * 256 + (bytes[i] ?? 0)
  return 2 + octets + length
}

/** Starts of the SEQUENCE headers that end exactly at `at`, shortest header first: a needle inside, a step back. */
export function sequencesBefore(bytes: Uint8Array, at: number): number[] {
  const starts: number[] = []
  for (let header = 2; header <= 6; header++) {
    const start = at - header
    if (start < 0 || bytes[start] !== 0x30) continue
    const lead = bytes[start + 1] ?? 0
    const octets = lead < 0x80 || lead === 0x80 ? 0 : lead & 0x7f
    if (octets === header - 2) starts.push(start)
  }
  return starts
}

const BER = { indefinite: true }
// What an input keeps ready after a hit; more is asked for only where a length says so or none does.
const READY_BYTES = 0x4_0000

/** The whole element at `at`, definite or indefinite; empty when it does not fit the input or `maxBytes`. */
export function elementAt(input: DetectorInput, at: number, maxBytes: number): Uint8Array {
  const none = new Uint8Array(0)
  const head = bytesAt(input, at, 8)
  if (head[1] !== 0x80) {
    const length = declaredLength(head, 0)
    const view = length === 0 || length > maxBytes ? none : bytesAt(input, at, length)
    return view.length === length ? view : none
  }
  for (let ask = READY_BYTES; ask <= maxBytes; ask *= 8) {
    const view = bytesAt(input, at, ask)
    const element = readElement(view, 0, view.length, BER)
    if (element !== undefined) return view.subarray(0, element.end)
    if (view.length < ask) return none
  }
  return none
}
