/** A deployment could not go on; `code` is one of `gateCodes`. */
export class DeployFailure extends Error {
  readonly code: string
  constructor(code: string, detail: string, cause?: unknown) {
    super(detail, { cause })
    this.code = code
  }
}

/** Carries `act` out; what the system refuses becomes a `deploy-cannot-write` that names the folder. */
export function inFolder<T>(dir: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof DeployFailure) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new DeployFailure('deploy-cannot-write', `${dir} cannot be used: ${reason}`, error)
  }
}
