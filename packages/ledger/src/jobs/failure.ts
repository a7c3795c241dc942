/** A job or its queue failed. `code` is one of the catalogue `codes-jobs.ts`. */
export class JobFailure extends Error {
  readonly code: string

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'JobFailure'
    this.code = code
  }
}
