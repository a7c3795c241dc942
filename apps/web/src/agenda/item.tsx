import type { AgendaItem } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import type { KeyboardEvent } from 'react'
import { countText } from '../design/count-words.ts'
import { StatusMark } from '../design/status.tsx'
import { Day } from '../design/text.tsx'
import { actionText } from '../forecast/words.ts'
import { kindWords, shapeOf, spanText } from './groups.ts'

function Kind({ item }: { readonly item: AgendaItem }) {
  const shape = shapeOf(item)
  const words = kindWords[item.kind]
  if (shape === undefined) return <span className="quiet">{words}</span>
  const label = shape === 'unknown' && item.kind === 'break' ? 'unknown' : words
  return <StatusMark outcome={shape} label={shape === 'may-break' ? 'possible break' : label} />
}

function When({ item }: { readonly item: AgendaItem }) {
  const span = spanText(item)
  return (
    <div className="agenda-when">
      {item.day === null ? (
        <span className="quiet">{span === '' ? 'now' : ''}</span>
      ) : (
        <Day iso={item.day.slice(0, 10)} />
      )}
      {span === '' ? null : <div className="quiet small digits">{span}</div>}
    </div>
  )
}

/** Up and down (and k, j) move between the actions of all items. */
function moveBetweenItems(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key]
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return
  const links = [
    ...(event.currentTarget.closest('.agenda')?.querySelectorAll<HTMLElement>('[data-agenda-link]') ?? []),
  ]
  const next = links[links.indexOf(event.currentTarget) + step]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
  next.scrollIntoView({ block: 'nearest' })
}

/** One thing that comes, and the one thing to do about it. */
export function Item({ item }: { readonly item: AgendaItem }) {
  return (
    <li className="agenda-item">
      <When item={item} />
      <div className="agenda-kind">
        <Kind item={item} />
      </div>
      <div className="agenda-what">
        <p>{item.sentence}</p>
        <p>
          <Link to={item.href} data-agenda-link="" onKeyDown={moveBetweenItems}>
            {item.action === '' ? 'See its page.' : actionText(item.action)}
          </Link>
          {item.installs === null ? null : (
            <span className="quiet small"> {countText(item.installs)} installs</span>
          )}
        </p>
      </div>
    </li>
  )
}
