import type { Location, Within } from '@foreseen/facts'
import type { Span } from '../detectors/contract.ts'
import { locateInObject, type ObjectMap } from '../object/index.ts'
import { type ByteSource, readBytes } from '../source.ts'
import { fontSignature } from './font.ts'
import { type Lines, linesOf } from './lines.ts'
import type { Place } from './place.ts'

/** Tells where a span of the innermost bytes is, in words for people. */
export interface Spot {
  readonly path: string
  locate(span: Span): Location
  within(span: Span): Within | undefined
  /** Encodings of the layers around, each followed by `>`. */
  readonly prefix: string
  readonly layers: number
  /** Containers opened on the way here. */
  readonly depth: number
}

interface Marks {
  readonly object: ObjectMap | undefined
  readonly signatures: readonly { readonly start: number; readonly end: number; readonly within: Within }[]
}

function marksOf(source: ByteSource): Marks {
  const object = locateInObject(source)
  if (object !== undefined) return { object, signatures: object.signatureRanges }
  const font = fontSignature(source, readBytes(source, 0, 12))
  return { object, signatures: font === undefined ? [] : [{ ...font, within: 'font-signature' }] }
}

/** The spot of a source. Lines, sections and symbols are looked up when the first finding asks. */
export function spotOf(source: ByteSource, { path, depth, within }: Place): Spot {
  let marks: Marks | undefined
  let lines: Lines | undefined
  return {
    path,
    prefix: '',
    layers: 0,
    depth,
    locate({ start, end }) {
      marks ??= marksOf(source)
      lines ??= linesOf(source)
      const line = marks.object === undefined ? lines.at(start) : undefined
      return {
        path,
        offset: start,
        lengthBytes: end - start,
        ...(line === undefined ? {} : { line }),
        ...marks.object?.at(start),
      }
    },
    within({ start }) {
      if (within !== undefined) return within
      marks ??= marksOf(source)
      return marks.signatures.find(range => range.start <= start && start < range.end)?.within
    },
  }
}

/** The spot of what stands in a decoded layer: the layer's own place in the innermost bytes. */
export function layerSpot(outer: Spot, span: Span, encoding: string): Spot {
  const at = outer.locate(span)
  const within = outer.within(span)
  return {
    path: outer.path,
    prefix: `${outer.prefix}${encoding}>`,
    layers: outer.layers + 1,
    depth: outer.depth,
    locate: () => at,
    within: () => within,
  }
}
