import type { ShownOccurrence, ShownReleaseWhole } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { Button, SelectField } from '../design/control.tsx'
import { countText } from '../design/count-words.ts'
import { Loading, ProblemNote } from '../design/state.tsx'
import { Hash } from '../design/text.tsx'
import { usePages } from '../http/query.ts'
import { KindLink, LevelMark, NestedPath } from '../inventory/marks.tsx'
import { levels, objectName, typeTitle } from '../inventory/name.ts'
import { pathParts, placeWords } from '../inventory/place.ts'
import { ScanCommand } from '../inventory/scan-command.tsx'
import { queryOf, useFilters } from '../shell/route.ts'
import { groupByObject, type ObjectGroup } from './grouped.ts'

/** So many places of one object stand there at once; a bundle repeats itself hundreds of times. */
const shownPlaces = 5

function Kinds({ kinds }: Pick<ShownReleaseWhole, 'kinds'>) {
  return (
    <ul className="found-kinds">
      {levels
        .flatMap(level => kinds.filter(each => each.level === level).map(each => ({ ...each, level })))
        .map(({ kind, level, objects }) => (
          <li key={kind}>
            <LevelMark level={level} />
            <span className="right">{countText(objects)}</span>
            <KindLink kind={kind} />
          </li>
        ))}
    </ul>
  )
}

function Place({ occurrence: { record } }: { readonly occurrence: ShownOccurrence }) {
  return (
    <li>
      <NestedPath parts={pathParts(record.path)} />
      <span className="quiet small">
        {placeWords(record)}, <code>{record.encoding}</code>
      </span>
    </li>
  )
}

function Group({ group }: { readonly group: ObjectGroup }) {
  const { object, record, level, places } = group
  const [isWhole, setWhole] = useState(false)
  const digest = record.digest ?? record.sha256 ?? record.spkiSha256
  const shown = isWhole ? places : places.slice(0, shownPlaces)
  const name = objectName({
    type: record.type,
    subject: record.subject,
    digest: record.digest ?? null,
    sha256: record.sha256,
    spkiSha256: record.spkiSha256,
  })
  return (
    <li className="found-group">
      <div className="found-head">
        <Link to="/inventory/$id" params={{ id: String(object) }}>
          {name}
        </Link>
        <LevelMark level={level} />
        <KindLink kind={record.kind} />
        <span className="quiet small">
          {typeTitle(record.type)}
          {record.key === null ? '' : `, ${record.key}`}
          {record.notAfter === null ? '' : `, ends ${record.notAfter.slice(0, 10)}`}
        </span>
        {digest === null ? null : <Hash hex={digest} plain />}
      </div>
      <ul className="found-places">
        {shown.map(occurrence => (
          <Place
            key={`${occurrence.record.path} ${occurrence.record.offset} ${occurrence.record.detector}`}
            occurrence={occurrence}
          />
        ))}
      </ul>
      {places.length > shownPlaces ? (
        <div>
          <Button kind="quiet" onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'fewer places' : `${places.length - shownPlaces} more places`}
          </Button>
        </div>
      ) : null}
    </li>
  )
}

const levelOptions = [
  { value: '', label: 'every level' },
  ...levels.map(level => ({ value: level, label: `level ${level}` })),
]

/** What the newest scan found, by object, with every place. */
export function Hardwired({ release }: { readonly release: ShownReleaseWhole }) {
  const [{ level = '' }, change] = useFilters()
  const hasScan = release.scans.length > 0
  const pages = usePages<ShownOccurrence>(
    `/releases/${release.id}/occurrences${queryOf({ level, limit: '200' })}`,
    {
      enabled: hasScan,
    },
  )
  const groups = useMemo(() => groupByObject(pages.items), [pages.items])
  return (
    <section aria-labelledby="hardwired-heading">
      <h2 id="hardwired-heading">What is hardwired</h2>
      {hasScan ? null : <NotScanned release={release} />}
      <Kinds kinds={release.kinds} />
      {new Set(release.kinds.map(kind => kind.level)).size > 1 ? (
        <div>
          <SelectField
            label="Level"
            hideLabel
            value={level}
            onChange={value => change({ level: value })}
            options={levelOptions}
          />
        </div>
      ) : null}
      {pages.error !== null ? <ProblemNote error={pages.error} retry={pages.retry} /> : null}
      {hasScan && pages.isPending ? <Loading /> : null}
      {hasScan && !pages.isPending && pages.error === null && groups.length === 0 ? (
        <p className="quiet">
          {level === '' ? 'Nothing was found in it.' : `Nothing of level ${level} was found in it.`}
        </p>
      ) : null}
      <ul>
        {groups.map(group => (
          <Group key={group.object} group={group} />
        ))}
      </ul>
      {pages.hasMore ? (
        <div>
          <Button onClick={pages.more} busy={pages.isReadingMore}>
            More objects and places
          </Button>
        </div>
      ) : null}
    </section>
  )
}

function NotScanned({ release }: { readonly release: ShownReleaseWhole }) {
  return (
    <>
      <p>
        Nobody has scanned it yet, so what is in it is unknown.{' '}
        <Link to="/start">Drop its artefact here</Link>, or scan it where it is:
      </p>
      <ScanCommand
        pushed={{
          artefact: 'ARTEFACT',
          product: release.product.name,
          version: release.version,
          platform: release.platform,
        }}
      />
    </>
  )
}
