/** Why a trust store could not be made; codes `trust-*`. */
export class TrustError extends Error {
  readonly code: string

  constructor(code: string, detail: string) {
    super(detail)
    this.name = 'TrustError'
    this.code = code
  }
}
