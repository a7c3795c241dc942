/** What the bar under the pointer or the focus says, below the picture and to screen readers. */
import type { ShownLine } from '@foreseen/facts'
import { countText } from '../design/count-words.ts'
import type { Row } from './rows.ts'

export function toldOf(row: Row | undefined, stored: ReadonlyMap<number, ShownLine>): readonly string[] {
  if (row === undefined || row.kind === 'product') return []
  if (row.kind === 'survivors') {
    const endpoints = `${countText(row.lines.length)} endpoints`
    return [
      row.state === 'watched'
        ? `Nothing was found that would break ${row.release.name} at these ${endpoints}; at some of them nothing hardwired was found at all.`
        : `${row.release.name} keeps connecting to these ${endpoints} when their certificates are renewed.`,
    ]
  }
  const before = stored.get(row.line.ordinal)
  const isOther = before !== undefined && before.sentence !== row.line.sentence
  return isOther ? [`Assumed: ${row.line.sentence}`, `Stored: ${before.sentence}`] : [row.line.sentence]
}

const howTo =
  'Rest on a bar or go through them with the arrow keys: what it says stands here. Enter opens its evidence.'

/** What the bar under the pointer or the focus says. Where fingers point there is nothing to rest on, and no advice. */
export function Told({
  sentences,
  isNarrow,
}: {
  readonly sentences: readonly string[]
  readonly isNarrow: boolean
}) {
  const advice = isNarrow ? null : <p className="quiet">{howTo}</p>
  return (
    <div className="told" role="status">
      {sentences.length === 0 ? advice : sentences.map(said => <p key={said}>{said}</p>)}
    </div>
  )
}
