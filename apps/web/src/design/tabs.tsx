import { type KeyboardEvent, type ReactNode, useId } from 'react'

export interface Tab {
  readonly id: string
  readonly title: string
  readonly content: ReactNode
}

export interface TabsProps {
  readonly tabs: readonly Tab[]
  /** Id of the one that is shown. */
  readonly value: string
  readonly onChange: (id: string) => void
  readonly label: string
}

/** Where the arrows lead, round in a ring. */
function nextOf(key: string, at: number, count: number): number | undefined {
  if (key === 'ArrowRight') return (at + 1) % count
  if (key === 'ArrowLeft') return (at + count - 1) % count
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : undefined
}

/**
 * Several views of one thing, one of them drawn; arrows move between them and show them (WAI-ARIA, tabs with automatic
 * activation). Radix's are the same and weigh 9 kB.
 */
export function Tabs({ tabs, value, onChange, label }: TabsProps) {
  const base = useId()
  const shown = tabs.find(({ id }) => id === value)
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const at = nextOf(
      event.key,
      tabs.findIndex(({ id }) => id === value),
      tabs.length,
    )
    const next = at === undefined ? undefined : tabs[at]
    if (next === undefined) return
    event.preventDefault()
    onChange(next.id)
    event.currentTarget.querySelector<HTMLElement>(`#${CSS.escape(`${base}${next.id}`)}`)?.focus()
  }
  return (
    <div className="tabs">
      <div role="tablist" className="tab-list" aria-label={label} onKeyDown={move} tabIndex={-1}>
        {tabs.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            id={`${base}${id}`}
            role="tab"
            className="tab"
            aria-selected={id === value}
            aria-controls={id === value ? `${base}panel` : undefined}
            tabIndex={id === value ? 0 : -1}
            onClick={() => onChange(id)}
          >
            {title}
          </button>
        ))}
      </div>
      {shown === undefined ? null : (
        <div
          role="tabpanel"
          id={`${base}panel`}
          className="tab-content"
          aria-labelledby={`${base}${shown.id}`}
        >
          {shown.content}
        </div>
      )}
    </div>
  )
}
