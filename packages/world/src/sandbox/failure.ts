/** Why a sandbox could not be opened or a run not be made; `code` is in the catalogue `sandboxCodes`. */
export class SandboxFailure extends Error {
  readonly code: string

  constructor(code: string, detail: string, cause?: unknown) {
    super(detail, cause === undefined ? {} : { cause })
    this.name = 'SandboxFailure'
    this.code = code
  }
}

/** What an error of the system says, as one clause. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
