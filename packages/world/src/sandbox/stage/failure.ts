/** Why the stage could not be set up or could not admit a run; codes are in the catalogue of facts. */
export class StageFailure extends Error {
  readonly code: string

  constructor(code: string, detail: string, cause?: unknown) {
    super(detail, { cause })
    this.name = 'StageFailure'
    this.code = code
  }
}
