import './forecast.css'
import type { ShownLine, ShownTimeline } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { Button, TextField } from '../design/control.tsx'
import { PageHeading } from '../design/heading.tsx'
import { Empty, Loading, ProblemNote } from '../design/state.tsx'
import { StatusMark } from '../design/status.tsx'
import { Command, Day, Sentence } from '../design/text.tsx'
import { ProblemError } from '../http/client.ts'
import { useGet, useSend } from '../http/query.ts'
import { JobProgress } from '../job/progress.tsx'
import { queryOf, useFilters } from '../shell/route.ts'
import { useMay } from '../shell/session.ts'
import type { AssumedLine } from './assumed.ts'
import { spanOf } from './axis.ts'
import { type Controls, controlsOf, isAssumed, searchOf } from './controls.ts'
import { Dates } from './dates.tsx'
import { datesIn } from './labels.ts'
import { LinesTable } from './lines-table.tsx'
import { Legend } from './marks.tsx'
import { Picture } from './picture.tsx'
import { mostUrgent } from './rows.ts'
import { maxPairs, useAssumed } from './use-assumed.ts'
import { WhatIf } from './what-if.tsx'
import { pluralText } from './words.ts'

/** Has the forecast made again, by a job; the address keeps which, so that a reload finds it. */
function Again() {
  const [{ job = '' }, change] = useFilters()
  const again = useSend<{ readonly job: string }>('POST', '/forecasts', ['jobs'])
  const done = useCallback(() => change({ job: undefined }), [change])
  if (job !== '') return <JobProgress id={job} onDone={done} />
  return (
    <>
      <Button
        onClick={() => again.mutate(undefined, { onSuccess: made => change({ job: made.job }) })}
        busy={again.isPending}
      >
        Forecast again
      </Button>
      {again.isError ? <ProblemNote error={again.error} /> : null}
    </>
  )
}

/** No forecast was made yet: what one is made of. */
const NoForecast = () => (
  <Empty title="There is no forecast yet">
    <p>
      A forecast joins what is hardwired in a release with what an endpoint serves. It needs one of each, and
      is made by itself as soon as both are there.
    </p>
    <Command text={`foreseen scan --push ${window.location.origin} dist/joost-0.9.1.tgz`} />
    <Command text={`foreseen observe --push ${window.location.origin} www.joost.test`} />
    <p>
      <Link to="/start">Other ways in</Link>
    </p>
  </Empty>
)

function Counts({ counts }: { readonly counts: ShownTimeline['forecast']['counts'] }) {
  const said = [
    ['breaks', counts.breaks, 'break', 'breaks'],
    ['may-break', counts.mayBreak, 'may break', 'may break'],
    ['survives', counts.survives, 'survive', 'survives'],
    ['unknown', counts.unknown, 'unknown', 'unknown'],
  ] as const
  return (
    <p className="counts">
      {said.map(([outcome, count, many, one]) => (
        <StatusMark key={outcome} outcome={outcome} label={`${count} ${count === 1 ? one : many}`} />
      ))}
    </p>
  )
}

function Gaps({ gaps }: { readonly gaps: readonly string[] }) {
  if (gaps.length === 0) return null
  return (
    <details className="fold">
      <summary>Not taken into account: {gaps.length}</summary>
      <ul className="bullets">
        {gaps.map(gap => (
          <li key={gap}>{gap}</li>
        ))}
      </ul>
    </details>
  )
}

/** Lines whose release or endpoint has the text. */
function found(lines: readonly ShownLine[], text: string): readonly ShownLine[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return lines
  return lines.filter(({ release, endpoint }) =>
    [release.name, release.product, release.platform, endpoint.name].some(name =>
      name.toLowerCase().includes(wanted),
    ),
  )
}

/** Stored lines with what is assumed in its place, and the stored ones of those. */
function merge(lines: readonly ShownLine[], assumed: readonly AssumedLine[]) {
  const byPair = new Map(assumed.map(line => [`${line.release} ${line.endpoint}`, line]))
  const stored = new Map<number, ShownLine>()
  const merged = lines.map(line => {
    const other = byPair.get(`${line.release.id} ${line.endpoint.id}`)
    if (other === undefined) return line
    stored.set(line.ordinal, line)
    const { outcome, level, failsNow, days, sentence, nextAction } = other
    return { ...line, outcome, level, failsNow, days, sentence, nextAction }
  })
  return { merged, stored }
}

const dayMs = 86_400_000

function horizonOf({ forecast }: ShownTimeline, { horizonDays }: Controls): number {
  return horizonDays === 0 ? Date.parse(forecast.horizon) : Date.parse(forecast.at) + horizonDays * dayMs
}

function Shown({ timeline }: { readonly timeline: ShownTimeline }) {
  const [filters, change] = useFilters()
  const { forecast, dates } = timeline
  const controls = useMemo(() => controlsOf(filters), [filters])
  const [isAsking, setAsking] = useState(isAssumed(controls))
  const lines = useMemo(() => found(timeline.lines, filters.find ?? ''), [timeline.lines, filters.find])
  const asked = useMemo(() => mostUrgent(lines, maxPairs), [lines])
  const used = useAssumed(asked, controls, isAsking)
  const isOther = isAsking && isAssumed(controls)
  const assumedLines = isOther ? used.assumed?.lines : undefined
  const { merged, stored } = useMemo(() => merge(lines, assumedLines ?? []), [lines, assumedLines])
  const horizonMs = horizonOf(timeline, controls)
  const nowMs = Date.parse(forecast.at)
  const search = useMemo(() => searchOf(controls), [controls])
  const isTable = filters.view === 'table'
  return (
    <div className="forecast">
      <Sentence>{forecast.sentence}</Sentence>
      <Counts counts={forecast.counts} />
      <p className="quiet small">
        Made <Day iso={forecast.at} />, looks until <Day iso={forecast.horizon.slice(0, 10)} />, by{' '}
        {forecast.program}.
      </p>
      <div className="row">
        <TextField
          label="Find a release or an endpoint"
          hideLabel
          type="search"
          isSearch
          placeholder="Find a release or an endpoint"
          value={filters.find ?? ''}
          onChange={find => change({ find })}
        />
        <Button onClick={() => change({ view: isTable ? undefined : 'table' })}>
          {isTable ? 'As a picture' : 'As a table'}
        </Button>
        {isAsking ? null : <Button onClick={() => setAsking(true)}>What if</Button>}
      </div>
      {isAsking ? (
        <WhatIf
          controls={controls}
          onChange={next => change(searchOf(next))}
          lines={asked}
          others={lines.length - asked.length}
          used={used}
        />
      ) : null}
      {lines.length === 0 ? (
        <p>Nothing here has this text in its name.</p>
      ) : isTable ? (
        <LinesTable forecast={forecast.id} lines={merged} query={queryOf(search)} />
      ) : (
        <>
          <Picture
            forecast={forecast.id}
            nowMs={nowMs}
            horizonMs={horizonMs}
            lines={merged}
            stored={stored}
            dates={dates}
            search={search}
          />
          <Legend isAssumed={stored.size > 0} />
        </>
      )}
      {timeline.omitted === 0 ? null : (
        <p className="quiet">
          {pluralText(timeline.omitted, 'further line')} of less urgency are left out; the page of a release
          or an endpoint shows its own.
        </p>
      )}
      <Dates dates={datesIn(dates, spanOf(nowMs, horizonMs))} />
      <Gaps gaps={forecast.gaps} />
    </div>
  )
}

const isMissing = (error: unknown): boolean => error instanceof ProblemError && error.problem.status === 404

export function ForecastPage() {
  const mayMake = useMay('editor')
  const [{ release, endpoint, product }, change] = useFilters()
  const path = `/timeline${queryOf({ release, endpoint, product })}`
  const { data, error, refetch } = useGet<ShownTimeline>(path, { keep: true })
  const isNarrowed = [release, endpoint, product].some(part => part !== undefined)
  return (
    <>
      <PageHeading title="Forecast">{mayMake && data !== undefined ? <Again /> : null}</PageHeading>
      {isNarrowed ? (
        <p>
          Only what concerns{' '}
          {release === undefined ? (endpoint === undefined ? 'one product' : 'one endpoint') : 'one release'}.{' '}
          <Button
            kind="quiet"
            onClick={() => change({ release: undefined, endpoint: undefined, product: undefined })}
          >
            show all
          </Button>
        </p>
      ) : null}
      {data !== undefined ? (
        <Shown timeline={data} />
      ) : error === null ? (
        <Loading text="Reading the forecast" />
      ) : isMissing(error) ? (
        <NoForecast />
      ) : (
        <ProblemNote error={error} retry={() => void refetch()} />
      )}
    </>
  )
}
