/** Items of the agenda that have a day, as days of a calendar. */
import { createHash } from 'node:crypto'
import type { AgendaItem, ShownAgenda } from '@foreseen/facts'
import type { CalendarDay } from './ics.ts'

const shownKinds: readonly AgendaItem['kind'][] = ['break', 'renewal', 'end']

const categories: Readonly<Partial<Record<AgendaItem['kind'], string>>> = {
  break: 'Break day',
  renewal: 'Renewal',
  end: 'End of a certificate',
}

function titleOf({ kind, outcome, releases, endpoint }: AgendaItem): string {
  const name = (endpoint?.name ?? '').replace(/:443$/, '')
  const [first] = releases
  const more = releases.length > 1 ? ` and ${releases.length - 1} more` : ''
  if (kind === 'renewal') return `Renewal: ${name}`
  if (kind === 'end') return `Certificate ends: ${name}`
  return `${first?.name ?? 'A release'}${more} ${outcome === 'breaks' ? 'breaks' : 'may break'} at ${name}`
}

/** What an event is about, whatever its day: the nth of its sort at its endpoint. */
const aboutOf = ({ kind, outcome, endpoint }: AgendaItem): string =>
  `${kind} ${outcome ?? ''} ${endpoint?.id ?? ''}`

/** Break days, renewals and ends; `base` is the address of the pages. */
export function calendarDays({ items }: Pick<ShownAgenda, 'items'>, base: string): CalendarDay[] {
  const counts = new Map<string, number>()
  return items
    .filter(({ kind, day }) => day !== null && shownKinds.includes(kind))
    .toSorted((a, b) => ((a.day ?? '') < (b.day ?? '') ? -1 : 1))
    .map(item => {
      const about = aboutOf(item)
      const count = counts.get(about) ?? 0
      counts.set(about, count + 1)
      const id = createHash('sha256').update(`${about} ${count}`).digest('hex').slice(0, 32)
      return {
        uid: `${id}@foreseen`,
        day: item.day ?? '',
        summary: titleOf(item),
        description: [item.sentence, item.action].filter(text => text !== '').join('\n'),
        url: `${base}${item.href}`,
        category: categories[item.kind] ?? '',
      }
    })
}
