/** What stands in place of a page that is not there, not yet, or could not be drawn. */
import { type ErrorComponentProps, Link, useLocation, useRouter } from '@tanstack/react-router'
import { createContext, type ReactNode, useContext } from 'react'
import { PageHeading } from '../design/heading.tsx'
import { Loading, ProblemNote } from '../design/state.tsx'

/** Whether the frame is around it: a page has one `main`. */
export const Inside = createContext(false)

const Place = ({ children }: { readonly children: ReactNode }) =>
  useContext(Inside) ? <div>{children}</div> : <main className="page page-alone">{children}</main>

export function Absent() {
  const path = useLocation({ select: ({ pathname }) => pathname })
  return (
    <Place>
      <PageHeading title="There is no such page" />
      <div className="stack">
        <p>
          Nothing stands at <code>{path}</code>. It may have been removed, or the address is cut off.
        </p>
        <p>
          <Link to="/">Go to the agenda</Link>
        </p>
      </div>
    </Place>
  )
}

/** What a page threw, a part of the program that did not come, a server that did not answer at the start. */
export function Broken({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <Place>
      <PageHeading title="This page could not be drawn" />
      <ProblemNote error={error} retry={retry} />
    </Place>
  )
}

export const Waiting = () => (
  <Place>
    <Loading />
  </Place>
)
