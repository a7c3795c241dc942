import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Button } from './control.tsx'
import { ProblemNote } from './state.tsx'

/**
 * A dialog over the page, by the browser's own element: it holds the focus, closes at Escape and gives the focus back.
 * Radix's would write a style element, which the policy of the server forbids.
 */
export function Dialog({
  title,
  open,
  onClose,
  children,
}: {
  readonly title: string
  readonly open: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const element = dialog.current
    if (element === null) return
    if (open && !element.open) element.showModal()
    if (!open && element.open) element.close()
  }, [open])
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={open ? id : undefined} onClose={onClose}>
      {open ? (
        <>
          <div className="heading">
            <h2 id={id}>{title}</h2>
            <Button kind="quiet" onClick={onClose}>
              Close
            </Button>
          </div>
          {children}
        </>
      ) : null}
    </dialog>
  )
}

/** Asks before what cannot be taken back; `action` names it on the button. */
export function Confirm({
  title,
  open,
  onClose,
  onConfirm,
  action,
  busy = false,
  error,
  children,
}: {
  readonly title: string
  readonly open: boolean
  readonly onClose: () => void
  readonly onConfirm: () => void
  readonly action: string
  readonly busy?: boolean
  readonly error?: unknown
  readonly children: ReactNode
}) {
  return (
    <Dialog title={title} open={open} onClose={onClose}>
      <div className="stack">
        <p>{children}</p>
        {error === undefined || error === null ? null : <ProblemNote error={error} />}
        <div className="row">
          <Button kind="danger" busy={busy} onClick={onConfirm}>
            {action}
          </Button>
          <Button onClick={onClose}>Leave it</Button>
        </div>
      </div>
    </Dialog>
  )
}
