import './forecast.css'
import type { ShownForecast, ShownLine, ShownLineWhole } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { Button } from '../design/control.tsx'
import { PageHeading } from '../design/heading.tsx'
import { Loading, ProblemNote } from '../design/state.tsx'
import { Day, Sentence } from '../design/text.tsx'
import { useGet } from '../http/query.ts'
import { useFilters, usePathParam } from '../shell/route.ts'
import { type AssumedLine, compare } from './assumed.ts'
import { controlsOf, isAssumed, searchOf } from './controls.ts'
import { EventTable } from './event-table.tsx'
import { EvidenceTable } from './evidence-table.tsx'
import { LinePicture } from './line-picture.tsx'
import { StateMark } from './lines-table.tsx'
import { Measured } from './measured.tsx'
import { useAssumed } from './use-assumed.ts'
import { WhatIf } from './what-if.tsx'
import { actionText, basisWords, endpointText, levelWords, scoreWords } from './words.ts'

function Days({ line }: { readonly line: Pick<ShownLine, 'days' | 'level'> }) {
  const { earliest, expected, latest, basis } = line.days
  const isDated = [earliest, expected, latest].some(day => day !== null)
  return (
    <dl className="facts">
      {isDated ? (
        <>
          <dt>Earliest</dt>
          <dd>
            <Day iso={earliest?.slice(0, 10) ?? null} />
          </dd>
          <dt>Expected</dt>
          <dd>
            <Day iso={expected?.slice(0, 10) ?? null} />
          </dd>
          <dt>Latest</dt>
          <dd>
            <Day iso={latest?.slice(0, 10) ?? null} />
          </dd>
          <dt>The days are</dt>
          <dd>{basisWords[basis]}</dd>
        </>
      ) : null}
      <dt>Evidence</dt>
      <dd>{levelWords[line.level]}</dd>
    </dl>
  )
}

function Texts({ title, texts }: { readonly title: string; readonly texts: readonly string[] }) {
  if (texts.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <ul className="bullets">
        {texts.map(text => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </section>
  )
}

function ToDo({ line: { nextAction, measures, outcome, endpoint } }: { readonly line: ShownLineWhole }) {
  if (nextAction === '' && measures.length === 0) return null
  return (
    <section>
      <h2>What to do</h2>
      {nextAction === '' ? null : <p>{actionText(nextAction)}</p>}
      {outcome === 'survives' ? null : (
        <p>
          <Link to="/endpoints/$id" params={{ id: endpoint.id }}>
            Say what changes at the next renewal
          </Link>
        </p>
      )}
      {measures.length === 0 ? null : (
        <>
          <p className="quiet">Measures, cheapest first:</p>
          <ol className="steps">
            {measures.map(measure => (
              <li key={measure}>{measure}</li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

function Score({ score }: { readonly score: ShownLine['score'] }) {
  if (score === null) return null
  return (
    <section>
      <h2>How it came out</h2>
      <p>
        This line {scoreWords[score.result]}, as seen <Day iso={score.at} />.
      </p>
    </section>
  )
}

/** Under other assumptions the reasons are other ones too: they take the place of the stored ones and say so. */
function Reasons({
  line,
  assumed,
}: {
  readonly line: ShownLineWhole
  readonly assumed: AssumedLine | undefined
}) {
  const { events, assumptions, remarks } = assumed ?? line
  const under = assumed === undefined ? '' : ', as assumed above'
  return (
    <>
      <section>
        <h2>What each event does{under}</h2>
        <EventTable events={events} />
      </section>
      <Texts title={`Taken for granted${under}`} texts={assumptions} />
      <Texts title={`Also to know${under}`} texts={remarks} />
    </>
  )
}

function Shown({
  line,
  forecast,
}: {
  readonly line: ShownLineWhole
  readonly forecast: ShownForecast | undefined
}) {
  const [filters, change] = useFilters()
  const controls = useMemo(() => controlsOf(filters), [filters])
  const [isAsking, setAsking] = useState(isAssumed(controls))
  const asked = useMemo(() => [line], [line])
  const used = useAssumed(asked, controls, isAsking)
  const assumed =
    isAsking && isAssumed(controls) ? compare(asked, used.assumed?.lines ?? [])[0]?.assumed : undefined
  const { release, endpoint } = line
  return (
    <div className="line-page">
      <div className="stack">
        <Sentence>{line.sentence}</Sentence>
        <p className="row">
          <StateMark line={line} />
          <Link to="/releases/$id" params={{ id: release.id }}>
            the release
          </Link>
          <Link to="/endpoints/$id" params={{ id: endpoint.id }}>
            the endpoint
          </Link>
          <Link to="/forecast" search={searchOf(controls)}>
            the whole forecast
          </Link>
          {isAsking ? null : <Button onClick={() => setAsking(true)}>What if</Button>}
        </p>
      </div>
      {forecast === undefined ? null : <LinePicture line={line} assumed={assumed} forecast={forecast} />}
      {isAsking ? (
        <WhatIf
          controls={controls}
          onChange={next => change(searchOf(next))}
          lines={asked}
          others={0}
          used={used}
          forecast={line.forecast}
        />
      ) : null}
      <section>
        <h2>When</h2>
        <Days line={line} />
      </section>
      <ToDo line={line} />
      <section>
        <h2>Evidence</h2>
        <EvidenceTable evidence={line.evidence} />
      </section>
      <Measured line={line} />
      <Reasons line={line} assumed={assumed} />
      <Score score={line.score} />
      {forecast === undefined ? null : (
        <p className="quiet small">
          Line {line.ordinal} of the forecast of <Day iso={forecast.at} />, by {forecast.program}, from inputs{' '}
          <code>{forecast.inputsSha256.slice(0, 16)}</code>. It is kept as it was made.
        </p>
      )}
    </div>
  )
}

export function LinePage() {
  const forecast = encodeURIComponent(usePathParam('forecast'))
  const ordinal = encodeURIComponent(usePathParam('ordinal'))
  const line = useGet<ShownLineWhole>(`/forecasts/${forecast}/lines/${ordinal}`)
  const made = useGet<ShownForecast>(`/forecasts/${forecast}`)
  if (line.data === undefined)
    return (
      <>
        <PageHeading title="Forecast of one release" />
        {line.error === null ? (
          <Loading />
        ) : (
          <ProblemNote error={line.error} retry={() => void line.refetch()} />
        )}
      </>
    )
  const { release, endpoint } = line.data
  return (
    <>
      <PageHeading title={`${release.name} at ${endpointText(endpoint.name)}`} />
      <Shown line={line.data} forecast={made.data} />
    </>
  )
}
