import type { Applied, AppliedLine } from '@foreseen/facts'
import { printable } from '@foreseen/x509'
import type { Style } from './style.ts'
import { column, tableLines } from './table.ts'

const order = ['create', 'change', 'end'] as const

const counted = ({ lines }: Applied, verb: AppliedLine['verb']): number =>
  lines.filter(line => line.verb === verb).length

/** `2 to create, 1 to change`; what is kept is not told one by one. */
function summary(applied: Applied): string {
  const word = { create: 'create', change: 'change', end: 'end' }
  const done = { create: 'created', change: 'changed', end: 'ended' }
  const said = order
    .map(verb => [counted(applied, verb), verb] as const)
    .filter(([count]) => count > 0)
    .map(([count, verb]) => (applied.done ? `${count} ${done[verb]}` : `${count} to ${word[verb]}`))
  return said.join(', ')
}

/** What would be done or was done: the answer, then a line each. */
export function appliedText(applied: Applied, style: Style, room: number): string[] {
  const news = applied.lines.filter(({ verb }) => verb !== 'keep')
  if (news.length === 0) return ['Nothing to do: the server is as the file says.\n']
  const columns = [
    column('do', { least: 6 }),
    column('what', { least: 8 }),
    column('name', { least: 12, shrinks: true, cut: 'middle' }),
  ]
  const table = tableLines(
    columns,
    news.map(({ verb, what, name }) => [verb, what.replaceAll('-', ' '), printable(name)]),
    room,
  )
  const changes = news.filter(({ verb, changes }) => verb === 'change' && changes.length > 0)
  const details = changes.flatMap(({ name, changes }) => [
    `${printable(name)}`,
    ...changes.map(change => `  ${printable(change)}`),
  ])
  const tail = details.length === 0 ? [] : ['', ...details]
  return [style.bold(`${summary(applied)}.`), '', ...table, ...tail].map(line => `${line}\n`)
}
