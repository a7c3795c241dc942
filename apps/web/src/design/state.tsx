/** What stands where there is nothing yet, not any more, or not at all. */
import { type ReactNode, useEffect, useState } from 'react'
import { shownError } from '../http/problem.ts'
import { Button } from './control.tsx'

/** Nothing is here, and what would fill it: give the command or the link as children. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty stack">
      <h2>{title}</h2>
      {children}
    </div>
  )
}

/** What is wrong, where, what to do; `retry` offers to try again. */
export function ProblemNote({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const { problem } = shownError(error)
  return (
    <div className="problem stack" role="alert">
      <p className="problem-title">{problem.title}</p>
      <p>{problem.detail}</p>
      {problem.errors === undefined || problem.errors.length === 0 ? null : (
        <ul className="problem-parts">
          {problem.errors.map(({ at, detail }) => (
            <li key={`${at} ${detail}`}>
              <code>{at}</code> {detail}
            </li>
          ))}
        </ul>
      )}
      <p>{problem.remedy}</p>
      <p className="quiet small">
        <code>{problem.code}</code>
        {problem.requestId === '' ? null : (
          <>
            , request <code>{problem.requestId}</code>
          </>
        )}
      </p>
      {retry === undefined ? null : <Button onClick={retry}>Try again</Button>}
    </div>
  )
}

/** Shorter waits show nothing: a flash disturbs more than it tells. */
const silentMs = 250

/** Waiting for an answer; `text` says for what. */
export function Loading({ text = 'Reading' }: { readonly text?: string }) {
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), silentMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <p className="loading quiet" role="status">
      {isShown ? `${text}\u2026` : ''}
    </p>
  )
}

/** How far something is, 0 to 1, with what it is doing. */
export function ProgressBar({ share, label }: { readonly share: number; readonly label: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100)
  return (
    <div className="progress">
      <progress value={percent} max={100} aria-label={label} />
      <span className="right">{percent} %</span>
    </div>
  )
}
