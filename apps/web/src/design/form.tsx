import type { ReactNode } from 'react'
import { ProblemError } from '../http/problem.ts'
import { ProblemNote } from './state.tsx'

/** Why the server refuses one field of a body; `undefined` when it does not. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ProblemError)) return undefined
  return error.problem.errors?.find(({ at }) => at === `body/${field}` || at.startsWith(`body/${field}/`))
    ?.detail
}

/** Fields and the button that sends them; `error` stands above the button, where the eye is after pressing it. */
export function Form({
  onSubmit,
  error,
  children,
  actions,
}: {
  readonly onSubmit: () => void
  readonly error?: unknown
  readonly children: ReactNode
  /** The button of type `submit`, and what stands beside it. */
  readonly actions: ReactNode
}) {
  return (
    <form
      className="form"
      onSubmit={event => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {children}
      {error === undefined || error === null ? null : <ProblemNote error={error} />}
      <div className="row">{actions}</div>
    </form>
  )
}
