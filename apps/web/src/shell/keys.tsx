import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect } from 'react'
import { Dialog } from '../design/dialog.tsx'
import { menu } from './routes.ts'

/** After `g` a letter is waited for so long. */
const waitMs = 1500

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=checkbox]), textarea, select'))

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('[data-search]')
  field?.focus()
  field?.select()
  return field !== null
}

/** Keys of all pages. Without effect while somebody types, in a dialog, or with a modifier held. */
export function useKeys(go: (to: string) => void, onList: () => void): void {
  useEffect(() => {
    let goUntil = 0
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return
      const isGoing = event.timeStamp < goUntil
      goUntil = 0
      if (isGoing) {
        const entry = menu.find(({ key }) => key === event.key)
        if (entry === undefined) return
        event.preventDefault()
        go(entry.to)
      } else if (event.key === 'g') goUntil = event.timeStamp + waitMs
      else if (event.key === '/' && focusSearch()) event.preventDefault()
      else if (event.key === '?') onList()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [go, onList])
}

const keys: readonly (readonly [string, string])[] = [
  ['/', 'search on this page'],
  ['\u2191 \u2193', 'move between rows'],
  ['Enter', 'open the row'],
  ['?', 'this list'],
  ['Esc', 'close'],
  ...menu.map(({ key, title }) => [`g ${key}`, title] as const),
]

/** The keys of all pages, and the list of them that `?` opens; `isOpen` is told from outside for a button. */
export function KeyList({
  isOpen,
  onChange,
}: {
  readonly isOpen: boolean
  readonly onChange: (isOpen: boolean) => void
}) {
  const navigate = useNavigate()
  const go = useCallback((to: string) => void navigate({ to }), [navigate])
  const open = useCallback(() => onChange(true), [onChange])
  useKeys(go, open)
  return (
    <Dialog title="Keyboard" open={isOpen} onClose={() => onChange(false)}>
      <dl className="keys">
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map(part => (
                <kbd key={part}>{part}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
