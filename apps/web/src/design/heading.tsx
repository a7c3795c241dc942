import { type ReactNode, useEffect, useRef } from 'react'
import { takeFocus } from '../shell/focus.ts'

/** The one `h1` of a page: names the tab, takes the focus after a navigation; `children` stand beside it: actions. */
export function PageHeading({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} - Foreseen`
  }, [title])
  useEffect(() => {
    if (takeFocus()) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <div className="heading">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children === undefined ? null : <div className="row">{children}</div>}
    </div>
  )
}
