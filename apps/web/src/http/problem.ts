import type { ShownProblem } from '@foreseen/facts'

/** A refusal of the server, or what kept it from being asked: always with what to do. */
export class ProblemError extends Error {
  readonly problem: ShownProblem
  constructor(problem: ShownProblem, options?: ErrorOptions) {
    super(problem.detail, options)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

const ownProblem = (code: string, status: number, title: string, detail: string, remedy: string) => ({
  type: '',
  title,
  status,
  detail,
  code,
  remedy,
  requestId: '',
})

/** Something failed in the page itself. */
export const failedHere = (
  code: string,
  title: string,
  detail: string,
  remedy: string,
  cause: unknown,
): ProblemError => new ProblemError(ownProblem(code, 0, title, detail, remedy), { cause })

/** The request never reached the server, or its answer never came back. */
export const unreachable = (cause?: unknown): ProblemError =>
  new ProblemError(
    ownProblem(
      'web-unreachable',
      0,
      'The server does not answer.',
      'The request got no answer: the server has ended, or the connection to it is broken.',
      'Look whether the server runs, then try again. Nothing was changed by a request that did not arrive.',
    ),
    { cause },
  )

/** Something answered that is not Foreseen: a proxy, a captive portal. */
const foreign = (status: number): ProblemError =>
  new ProblemError(
    ownProblem(
      'web-foreign-answer',
      status,
      'Something else than the server answered.',
      `The answer (status ${status}) is not one of Foreseen; a proxy between may have given it.`,
      'Try again; if it stays so, look at the proxy before the server.',
    ),
  )

const isProblem = (value: unknown): value is ShownProblem =>
  typeof value === 'object' &&
  value !== null &&
  'code' in value &&
  typeof value.code === 'string' &&
  'detail' in value &&
  'remedy' in value

/** What an answer other than a success says. */
export function problemOf(status: number, text: string): ProblemError {
  try {
    const value: unknown = JSON.parse(text)
    if (isProblem(value)) return new ProblemError(value)
  } catch {
    // Not JSON, so not ours.
  }
  return foreign(status)
}

/** Any failure as one that can be shown. */
export function shownError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  const detail = error instanceof Error ? error.message : String(error)
  return new ProblemError(
    ownProblem(
      'web-page-failed',
      0,
      'The page could not be drawn.',
      detail,
      'Load the page again; if it stays so, tell whoever runs this server, with these words.',
    ),
    { cause: error },
  )
}
