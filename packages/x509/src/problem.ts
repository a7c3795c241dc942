/** Something that deviates from its specification, at a place. Bad data is a value, never an exception. */
export interface Problem {
  /** Stable code, listed in `docs/errors.md`. */
  readonly code: string
  /** Byte offset within the parsed bytes at which it shows. */
  readonly offset: number
  /** One plain sentence: what was found. Control characters never appear in it. */
  readonly detail: string
}

/** The result of reading bytes: a value with its deviations, or the problems that prevented one. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }
