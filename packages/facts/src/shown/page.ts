/** Shapes of the HTTP interface that every room uses; times are ISO 8601 in UTC, days too. */

/** One page of a list. */
export interface ShownPage<T> {
  readonly items: readonly T[]
  /** Cursor of the next page; `null` on the last one. */
  readonly next: string | null
}

/** A problem document (RFC 9457) with a code of the catalogue. */
export interface ShownProblem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly remedy: string
  readonly requestId: string
  /** Which parts of the request are wrong, and why. */
  readonly errors?: readonly { readonly at: string; readonly detail: string }[]
}

/** Something with a page of its own, by id and by what people call it. */
export interface ShownName {
  readonly id: string
  readonly name: string
}
