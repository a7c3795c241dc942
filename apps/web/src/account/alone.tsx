import type { ReactNode } from 'react'
import { PageHeading } from '../design/heading.tsx'

/** A page without the frame, for whoever is not signed in. */
export const Alone = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <main className="page page-alone">
    <p className="mark">Foreseen</p>
    <PageHeading title={title} />
    <div className="stack">{children}</div>
  </main>
)
