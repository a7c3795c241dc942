/**
 * After a navigation the heading of the page takes the focus, so that a keyboard and a screen reader begin where the
 * eye does. A page that waits for its answer has no heading yet: then it takes the focus when it comes.
 */
let isExpected = false

/** Said by the router when another page is drawn. */
export function focusHeading(): void {
  const heading = document.querySelector('h1')
  isExpected = heading === null
  heading?.focus({ preventScroll: true })
}

/** Asked by each heading that comes; `true` when it is the one that is waited for. */
export function takeFocus(): boolean {
  const was = isExpected
  isExpected = false
  return was
}
