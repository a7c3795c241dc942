import type { Within } from '@foreseen/facts'
import { escapeName } from '../path.ts'

/** Where some innermost bytes are: their nested path and how many containers were opened on the way. */
export interface Place {
  readonly path: string
  readonly depth: number
  readonly within: Within | undefined
  /** Name of a stream inside a compressed file: added to the path unless the stream is a tar, whose members stand for it. */
  readonly inner: string | undefined
}

// JAR specification, "Signature Validation": block files beside the .SF files.
const jarSignature = /(^|\/)META-INF\/[^/]+\.(RSA|DSA|EC)$/i

/** The place of a member of the container at `place`. */
export function memberPlace(place: Place, name: string): Place {
  const within = jarSignature.test(name) ? 'jar-signature' : undefined
  return { path: `${place.path}!${escapeName(name)}`, depth: place.depth + 1, within, inner: undefined }
}

/** The place itself once it is known whether its bytes are a tar. */
export function settledPlace(place: Place, isTar: boolean): Place {
  if (place.inner === undefined) return place
  const settled = { ...place, inner: undefined }
  return isTar ? settled : { ...settled, path: `${place.path}!${place.inner}`, depth: place.depth + 1 }
}
