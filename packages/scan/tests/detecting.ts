/** Runs one detector over bytes as the engine does, with a needle search of its own: slow and plain. */

import { nodeCrypto } from '@foreseen/x509/node'
import type { Catch, Detector, DetectorInput, DetectorOptions } from '../src/detectors/contract.ts'
import { needles } from '../src/kernel/needles.ts'

type Fits = (octet: number) => boolean

function fitsOf(token: string): Fits[] {
  if (token === '??') return [() => true]
  const text = /^(i?)'([^']*)'$/.exec(token)
  if (text) {
    const fold = text[1] === 'i'
    return [...(text[2] ?? '')].map(letter => octet => {
      const here = String.fromCharCode(octet)
      return fold ? here.toLowerCase() === letter.toLowerCase() : here === letter
    })
  }
  const set = /^\[(.*)\]$/.exec(token)?.[1] ?? token
  const ranges = set.split(',').map(part => part.split('-').map(digits => Number.parseInt(digits, 16)))
  return [octet => ranges.some(([low = 0, high = low]) => octet >= low && octet <= high)]
}

const patterns = needles.map(needle => ({
  needle,
  row: (needle.pattern.match(/i?'[^']*'|\[[^\]]*\]|\?\?|[0-9a-f]{2}/g) ?? []).flatMap(fitsOf),
}))

export interface Hit {
  readonly needle: (typeof needles)[number]['name']
  readonly at: number
}

/** All hits of the needles of `detector`, in ascending order. */
export function hitsOf(detector: Detector, bytes: Uint8Array): Hit[] {
  const wanted = patterns.filter(({ needle }) => detector.needles.includes(needle.name))
  const hits: Hit[] = []
  for (let at = 0; at < bytes.length; at++) {
    for (const { needle, row } of wanted) {
      if (needle.only === 'start' && at > 0) continue
      if (at + row.length > bytes.length) continue
      if (row.every((fits, i) => fits(bytes[at + i] ?? 0))) hits.push({ needle: needle.name, at })
    }
  }
  return hits
}

export const inputOf = (bytes: Uint8Array, path = 'input'): DetectorInput => ({
  path,
  sizeBytes: bytes.length,
  bytes(at, lengthBytes) {
    const start = Math.min(Math.max(at, 0), bytes.length)
    return { view: bytes.subarray(start, Math.max(start, Math.min(at + lengthBytes, bytes.length))), start }
  },
})

export const optionsOf = (passwords: readonly string[] = []): DetectorOptions => ({
  passwords,
  crypto: nodeCrypto,
})

/** What `detector` catches in `bytes`; hits inside a span already caught are skipped. */
export function catchesOf(
  detector: Detector,
  bytes: Uint8Array,
  options: { readonly passwords?: readonly string[]; readonly path?: string } = {},
): Catch[] {
  const input = inputOf(bytes, options.path)
  const caught: Catch[] = []
  for (const hit of hitsOf(detector, bytes)) {
    const known = caught.some(({ type, start, end }) => {
      return type !== 'sealed' && type !== 'partial' && hit.at >= start && hit.at < end
    })
    if (!known) caught.push(...detector.find(hit, input, optionsOf(options.passwords)))
  }
  return caught
}

/** Filler that is no structure: reproducible, with all octets. */
export function filler(lengthBytes: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(lengthBytes)
  let state = seed
  for (let i = 0; i < lengthBytes; i++) {
    state = (state * 1103515245 + 12345) & 0x7fffffff
    bytes[i] = state >> 16
  }
  return bytes
}

export const join = (...parts: readonly (Uint8Array | string)[]): Uint8Array =>
  Uint8Array.from(
    Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))),
  )

/** Is every span inside the input, and every public byte of DER really there when it is raw? */
export function spansInside(caught: readonly Catch[], bytes: Uint8Array): boolean {
  return caught.every(({ start, end }) => start >= 0 && start < end && end <= bytes.length)
}
