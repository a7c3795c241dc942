import { type ShownProblem, webCodes } from '@foreseen/facts'

/** A refusal of the server, or what kept it from being asked: always with what to do. */
export class ProblemError extends Error {
  readonly problem: ShownProblem
  constructor(problem: ShownProblem, options?: ErrorOptions) {
    super(problem.detail, options)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/** Something failed in the page itself: a code of `webCodes`, what it was, and the status of an answer where there was one. */
export function failedHere(code: string, detail: string, cause?: unknown, status = 0): ProblemError {
  const entry = webCodes.find(known => known.code === code)
  const problem = {
    type: '',
    title: entry?.meaning ?? code,
    status,
    detail,
    code,
    remedy: entry?.remedy ?? '',
    requestId: '',
  }
  return new ProblemError(problem, { cause })
}

/** The request never reached the server, or its answer never came back. */
export const unreachable = (cause?: unknown): ProblemError =>
  failedHere(
    'web-unreachable',
    'The request got no answer: the server has ended, or the connection to it is broken.',
    cause,
  )

const isProblem = (value: unknown): value is ShownProblem =>
  typeof value === 'object' &&
  value !== null &&
  'code' in value &&
  typeof value.code === 'string' &&
  'detail' in value &&
  'remedy' in value

/** What an answer other than a success says; where it is not ours, a proxy or a portal answered. */
export function problemOf(status: number, text: string): ProblemError {
  try {
    const value: unknown = JSON.parse(text)
    if (isProblem(value)) return new ProblemError(value)
  } catch {
    // Not JSON, so not ours.
  }
  const detail = `The answer (status ${status}) is not one of Foreseen; a proxy between may have given it.`
  return failedHere('web-foreign-answer', detail, undefined, status)
}

/** Any failure as one that can be shown. */
export function shownError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  return failedHere('web-page-failed', error instanceof Error ? error.message : String(error), error)
}
