import { useEffect, useRef } from 'react'

/** So far before the end comes into view, the next page is asked for. */
const ahead = '600px'

/** Calls `onEnd` whenever the end of a list of `count` rows comes near the view. */
export function TableEnd({ onEnd, count }: { readonly onEnd: () => void; readonly count: number }) {
  const mark = useRef<HTMLDivElement>(null)
  const latest = useRef(onEnd)
  useEffect(() => {
    latest.current = onEnd
  })
  useEffect(() => {
    // Observed anew with each page: an end that stays in view tells nothing otherwise.
    if (mark.current === null || count < 0) return
    const observer = new IntersectionObserver(
      entries => {
        if (entries.some(entry => entry.isIntersecting)) latest.current()
      },
      { rootMargin: ahead },
    )
    observer.observe(mark.current)
    return () => observer.disconnect()
  }, [count])
  return (
    <div ref={mark} className="table-end quiet small">
      Reading on
    </div>
  )
}
