import type { ShownEndpoint, ShownInterval, ShownLink } from '@foreseen/facts'
import { type KeyboardEvent, useId, useMemo, useState } from 'react'
import { Button } from '../design/control.tsx'
import { Dialog } from '../design/dialog.tsx'
import { Loading, ProblemNote } from '../design/state.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Tabs } from '../design/tabs.tsx'
import { Day, Hash } from '../design/text.tsx'
import { useGet, usePages } from '../http/query.ts'
import { useFilters } from '../shell/route.ts'
import { ChainTable, Failures } from './chain.tsx'
import { type Stretch, type Stretches, stretchesOf, ticksOf } from './stretches.ts'
import { intervalTitle } from './words.ts'

/** As many days as can be read below the picture at its usual width. */
const mostTicks = 7

/** A bar of one percent can still be pointed at. */
const leastShare = 0.012

const dayOf = (iso: string): string => iso.slice(0, 10)

function wordsOf({ interval, letter }: Stretch): string {
  const what = letter === '' ? `could not look, ${interval.code}` : `chain ${letter}`
  return `${what}, ${dayOf(interval.first)} to ${dayOf(interval.last)}`
}

/** A chain that was served, or why none was seen, over the page. */
function Detail({
  stretch,
  host,
  onClose,
}: {
  readonly stretch: Stretch | undefined
  readonly host: string
  readonly onClose: () => void
}) {
  const chain = stretch?.interval.chain ?? null
  const { data, error } = useGet<{ readonly links: readonly ShownLink[] }>(`/chains/${chain}`, {
    enabled: chain !== null,
  })
  const title =
    stretch === undefined ? '' : stretch.letter === '' ? 'No chain was seen' : `Chain ${stretch.letter}`
  return (
    <Dialog title={title} open={stretch !== undefined} onClose={onClose}>
      {stretch === undefined ? null : (
        <div className="stack">
          <p>
            {intervalTitle(stretch.interval, host)}: <Day iso={stretch.interval.first} relative={false} /> to{' '}
            <Day iso={stretch.interval.last} />
          </p>
          <Failures now={[stretch.interval]} />
          {error === null ? null : <ProblemNote error={error} />}
          {chain !== null && data === undefined && error === null ? <Loading /> : null}
          {data === undefined || chain === null ? null : <ChainTable links={data.links} label={title} />}
        </div>
      )}
    </Dialog>
  )
}

/** Left and right go from bar to bar, up and down from row to row. */
function moveBetweenBars(event: KeyboardEvent<HTMLButtonElement>): void {
  const picture = event.currentTarget.closest('.stretches')
  const bars = [...(picture?.querySelectorAll<HTMLButtonElement>('.stretch') ?? [])]
  const here = bars.indexOf(event.currentTarget)
  const row = bars[here]?.dataset.row
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  const rowStep = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (here < 0 || row === undefined || (step === undefined && rowStep === undefined)) return
  const next =
    step !== undefined
      ? bars[here + step]
      : bars.find(bar => bar.dataset.row === String(Number(row) + (rowStep ?? 0)))
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}

function Bars({ drawn, onOpen }: { readonly drawn: Stretches; readonly onOpen: (stretch: Stretch) => void }) {
  const ticks = ticksOf(drawn.fromMs, drawn.toMs, mostTicks)
  const id = useId()
  return (
    <div className="stretches">
      {drawn.rows.map(({ title, stretches }, row) => (
        <div key={title} className="stretch-row">
          <div className="stretch-title small" id={`${id}-${row}`}>
            {title}
          </div>
          <ul className="stretch-line" aria-labelledby={`${id}-${row}`}>
            {stretches.map(stretch => (
              <li key={stretch.interval.id}>
                <button
                  type="button"
                  data-row={row}
                  className={`stretch${stretch.letter === '' ? ' stretch-failed' : ''}`}
                  style={{
                    insetInlineStart: `${Math.min(stretch.begin, 1 - leastShare) * 100}%`,
                    inlineSize: `${Math.max(stretch.length, leastShare) * 100}%`,
                  }}
                  aria-label={wordsOf(stretch)}
                  title={wordsOf(stretch)}
                  onClick={() => onOpen(stretch)}
                  onKeyDown={moveBetweenBars}
                >
                  {stretch.length > 0.04 ? stretch.letter : ''}
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <div className="stretch-axis small quiet" aria-hidden="true">
        {ticks.map(({ at, text }) => (
          <span
            key={text}
            style={{ insetInlineStart: `${at * 100}%` }}
            className={at > 0.9 ? 'stretch-tick stretch-tick-last' : 'stretch-tick'}
          >
            {text}
          </span>
        ))}
      </div>
    </div>
  )
}

const columns = (host: string, letters: ReadonlyMap<string, string>): readonly Column<ShownInterval>[] => [
  { id: 'where', title: 'Where', cell: interval => intervalTitle(interval, host), width: '14rem' },
  {
    id: 'what',
    title: 'What',
    cell: ({ chain, code, detail }) =>
      chain === null ? (
        <>
          <code>{code}</code> {detail}
        </>
      ) : (
        <>
          chain {letters.get(chain)} <Hash hex={chain} plain />
        </>
      ),
  },
  { id: 'first', title: 'From', cell: ({ first }) => <Day iso={first} relative={false} />, width: '10rem' },
  { id: 'last', title: 'Last seen', cell: ({ last }) => <Day iso={last} />, width: '14rem' },
  { id: 'source', title: 'Seen by', cell: ({ source }) => source, width: '9rem', wideOnly: true },
]

/** What it served from when to when. */
export function History({ endpoint }: { readonly endpoint: ShownEndpoint }) {
  const pages = usePages<ShownInterval>(`/endpoints/${endpoint.id}/intervals?limit=200`)
  const [{ history: view = 'bars' }, change] = useFilters()
  const [open, setOpen] = useState<Stretch>()
  const { items } = pages
  const drawn = useMemo(() => stretchesOf(items, endpoint.host, Date.now()), [items, endpoint.host])
  const letters = useMemo(() => new Map([...drawn.chains].map(([letter, chain]) => [chain, letter])), [drawn])
  const tableColumns = useMemo(() => columns(endpoint.host, letters), [endpoint.host, letters])
  return (
    <section aria-labelledby="history-heading">
      <h2 id="history-heading">Chains over time</h2>
      {pages.error !== null ? <ProblemNote error={pages.error} retry={pages.retry} /> : null}
      {pages.isPending ? <Loading /> : null}
      {!pages.isPending && pages.error === null && items.length === 0 ? (
        <p className="quiet">Nothing was seen yet.</p>
      ) : null}
      {items.length > 0 ? (
        <Tabs
          label="How chains over time are shown"
          value={view === 'table' ? 'table' : 'bars'}
          onChange={id => change({ history: id === 'table' ? 'table' : undefined })}
          tabs={[
            { id: 'bars', title: 'Bars', content: <Bars drawn={drawn} onOpen={setOpen} /> },
            {
              id: 'table',
              title: 'Table',
              content: (
                <DataTable
                  label="Chains over time"
                  columns={tableColumns}
                  rows={items}
                  getRowId={({ id }) => String(id)}
                />
              ),
            },
          ]}
        />
      ) : null}
      {pages.hasMore ? (
        <div>
          <Button onClick={pages.more} busy={pages.isReadingMore}>
            Earlier ones
          </Button>
        </div>
      ) : null}
      <Detail stretch={open} host={endpoint.host} onClose={() => setOpen(undefined)} />
    </section>
  )
}
