/** Why a cast cannot play, or the operator's files cannot be used; codes `cast-*` and `materials-*`. */
export class CastError extends Error {
  readonly code: string

  constructor(code: string, detail: string) {
    super(detail)
    this.name = 'CastError'
    this.code = code
  }
}
