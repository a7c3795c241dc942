import { countText, pluralText } from '../design/count-words.ts'
import './forecast.css'
import type { ShownLine, ShownTimeline } from '@foreseen/facts'
import { useMemo, useState } from 'react'
import { Button, TextField } from '../design/control.tsx'
import { PageHeading } from '../design/heading.tsx'
import { Loading, ProblemNote } from '../design/state.tsx'
import { StatusMark } from '../design/status.tsx'
import { Day, Sentence } from '../design/text.tsx'
import { ProblemError } from '../http/client.ts'
import { useGet } from '../http/query.ts'
import { queryOf, useFilters } from '../shell/route.ts'
import { useMay } from '../shell/session.ts'
import { spanOf } from './axis.ts'
import { type BarState, stateOf } from './bars.ts'
import { controlsOf, isAssumed, searchOf } from './controls.ts'
import { Dates } from './dates.tsx'
import { datesIn } from './labels.ts'
import { LinesTable } from './lines-table.tsx'
import { Again, NoForecast } from './making.tsx'
import { Legend } from './marks.tsx'
import { Picture } from './picture.tsx'
import { mostUrgent } from './rows.ts'
import { found, horizonOf, merge } from './shown-lines.ts'
import { maxPairs, useAssumed } from './use-assumed.ts'
import { WhatIf } from './what-if.tsx'
import { endpointText } from './words.ts'

/** How many lines of which state; what rests on nothing having been found is told apart from what survives. */
function Counts({
  timeline,
  lines,
}: {
  readonly timeline: ShownTimeline
  readonly lines: readonly ShownLine[]
}) {
  const { breaks, mayBreak, survives, unknown } = timeline.forecast.counts
  const of = (...states: BarState[]): number => lines.filter(line => states.includes(stateOf(line))).length
  const isWhole = timeline.omitted === 0
  const said = [
    ['breaks', isWhole ? of('fails', 'breaks') : breaks, 'break', 'breaks'],
    ['may-break', isWhole ? of('may-break') : mayBreak, 'may break', 'may break'],
    ['survives', isWhole ? of('survives') : survives, 'survive', 'survives'],
    ['unknown', isWhole ? of('unknown') : unknown, 'unknown', 'unknown'],
  ] as const
  const watched = isWhole ? of('watched') : 0
  return (
    <p className="counts">
      {said.map(([outcome, count, many, one]) => (
        <StatusMark
          key={outcome}
          outcome={outcome}
          label={`${countText(count)} ${count === 1 ? one : many}`}
        />
      ))}
      {watched === 0 ? null : <StatusMark outcome="unknown" label={`${watched} with nothing found`} />}
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

/** Everything between the timeline as it is stored and what is shown of it. */
function useShown(timeline: ShownTimeline) {
  const [filters, change] = useFilters()
  const controls = useMemo(() => controlsOf(filters), [filters])
  const [isAsking, setAsking] = useState(isAssumed(controls))
  const lines = useMemo(() => found(timeline.lines, filters.find ?? ''), [timeline.lines, filters.find])
  const asked = useMemo(() => mostUrgent(lines, maxPairs), [lines])
  const used = useAssumed(asked, controls, isAsking)
  const assumedLines = isAsking && isAssumed(controls) ? used.assumed?.lines : undefined
  const { merged, stored } = useMemo(() => merge(lines, assumedLines ?? []), [lines, assumedLines])
  const search = useMemo(() => searchOf(controls), [controls])
  const horizonMs = horizonOf(timeline, controls)
  const shown = { lines, asked, used, merged, stored, search, horizonMs }
  return { filters, change, controls, isAsking, setAsking, ...shown }
}

type ShownState = ReturnType<typeof useShown>

function Tools({ state: { filters, change, isAsking, setAsking } }: { readonly state: ShownState }) {
  const isTable = filters.view === 'table'
  return (
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
  )
}

/** Picture or table of the lines that were looked for. */
function Lines({ timeline, state }: { readonly timeline: ShownTimeline; readonly state: ShownState }) {
  const { merged, stored, search, filters, horizonMs } = state
  const { forecast, dates } = timeline
  if (merged.length === 0)
    return (
      <p>
        {filters.find === undefined
          ? 'No release meets an endpoint yet: what is missing stands below.'
          : 'Nothing here has this text in its name.'}
      </p>
    )
  if (filters.view === 'table')
    return <LinesTable forecast={forecast.id} lines={merged} query={queryOf(search)} />
  return (
    <>
      <Picture
        forecast={forecast.id}
        nowMs={Date.parse(forecast.at)}
        horizonMs={horizonMs}
        lines={merged}
        stored={stored}
        dates={dates}
        search={search}
      />
      <Legend isAssumed={stored.size > 0} />
    </>
  )
}

function Shown({ timeline }: { readonly timeline: ShownTimeline }) {
  const state = useShown(timeline)
  const { controls, change, isAsking, asked, used, merged, horizonMs } = state
  const { forecast, dates, omitted } = timeline
  return (
    <div className="forecast">
      <Sentence>{forecast.sentence}</Sentence>
      <Counts timeline={timeline} lines={state.lines} />
      <p className="quiet small">
        Made <Day iso={forecast.at} />, looks until <Day iso={forecast.horizon.slice(0, 10)} />, by{' '}
        {forecast.program}.
      </p>
      <Tools state={state} />
      {isAsking ? (
        <WhatIf
          controls={controls}
          onChange={next => change(searchOf(next))}
          lines={asked}
          others={merged.length - asked.length}
          used={used}
          forecast={forecast.id}
        />
      ) : null}
      <Lines timeline={timeline} state={state} />
      {omitted === 0 ? null : (
        <p className="quiet">
          {pluralText(omitted, 'further line')} of less urgency are left out; the page of a release or an
          endpoint shows its own.
        </p>
      )}
      <Dates dates={datesIn(dates, spanOf(Date.parse(forecast.at), horizonMs))} />
      <Gaps gaps={forecast.gaps} />
    </div>
  )
}

/** What the address narrows the forecast to, by the name that its lines have. */
function narrowedTo(
  timeline: ShownTimeline | undefined,
  release: string | undefined,
  endpoint: string | undefined,
): string {
  const line = timeline?.lines[0]
  const names = [
    release === undefined ? undefined : (line?.release.name ?? 'one release'),
    endpoint === undefined ? undefined : endpointText(line?.endpoint.name ?? 'one endpoint'),
  ].filter(name => name !== undefined)
  return names.length > 0 ? names.join(' at ') : (line?.release.product ?? 'one product')
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
          Only what concerns {narrowedTo(data, release, endpoint)}.{' '}
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
