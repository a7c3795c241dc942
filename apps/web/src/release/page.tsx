import type { ShownReleaseWhole, ShownScan } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../design/control.tsx'
import { countText } from '../design/count-words.ts'
import { PageHeading } from '../design/heading.tsx'
import { Loading, ProblemNote } from '../design/state.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Day, Hash } from '../design/text.tsx'
import { useGet } from '../http/query.ts'
import { usePathParam } from '../shell/route.ts'
import { useMay } from '../shell/session.ts'
import { EditRelease } from './edit.tsx'
import { Hardwired } from './hardwired.tsx'
import { InstallsSection } from './installs-section.tsx'
import { Meets } from './meets.tsx'
import { StandingAnswer } from './standing.tsx'
import { Unseen } from './unseen.tsx'
import { releaseName, supportTitles } from './words.ts'
import '../inventory/record.css'

function Facts({ release }: { readonly release: ShownReleaseWhole }) {
  const { installs, updateHosts } = release
  return (
    <dl className="facts">
      <dt>Support</dt>
      <dd>
        {supportTitles[release.support]}
        {release.supportedUntil === null ? null : (
          <>
            , until <Day iso={release.supportedUntil.slice(0, 10)} />
          </>
        )}
      </dd>
      {release.released === null ? null : (
        <>
          <dt>Released</dt>
          <dd>
            <Day iso={release.released.slice(0, 10)} />
          </dd>
        </>
      )}
      <dt>Installs</dt>
      <dd>
        {installs === null ? (
          <span className="quiet">not told</span>
        ) : (
          <>
            {countText(installs.count)} <span className="quiet">on {installs.at.slice(0, 10)}</span>
          </>
        )}
      </dd>
      <dt>Update channel</dt>
      <dd>{updateHosts.length === 0 ? <span className="quiet">not told</span> : updateHosts.join(', ')}</dd>
      <dt>Artefact</dt>
      <dd>
        {release.artefactSha256 === '' ? (
          <span className="quiet">not told</span>
        ) : (
          <Hash hex={release.artefactSha256} />
        )}
      </dd>
    </dl>
  )
}

const scanColumns: readonly Column<ShownScan>[] = [
  { id: 'at', title: 'Scanned', cell: ({ at }) => <Day iso={at} /> },
  { id: 'program', title: 'By', cell: ({ program }) => program, wideOnly: true },
  {
    id: 'findings',
    title: 'Findings',
    cell: ({ findings }) => countText(findings),
    align: 'right',
    width: '7rem',
  },
  { id: 'unseen', title: 'Not seen', cell: ({ unseen }) => countText(unseen), align: 'right', width: '7rem' },
]

function Scans({ scans }: Pick<ShownReleaseWhole, 'scans'>) {
  if (scans.length === 0) return null
  return (
    <section aria-labelledby="scans-heading">
      <h2 id="scans-heading">Scans</h2>
      <DataTable label="Scans" columns={scanColumns} rows={scans} getRowId={({ id }) => id} />
    </section>
  )
}

function Whole({ release }: { readonly release: ShownReleaseWhole }) {
  const [isEditing, setEditing] = useState(false)
  const mayEdit = useMay('editor')
  return (
    <div className="record">
      <PageHeading title={releaseName(release)}>
        {mayEdit ? <Button onClick={() => setEditing(true)}>Edit</Button> : null}
      </PageHeading>
      <EditRelease release={release} open={isEditing} onClose={() => setEditing(false)} />
      <StandingAnswer standing={release.standing} />
      <p>
        <Link to="/forecast" search={{ release: release.id }}>
          See it in the forecast
        </Link>
      </p>
      <Facts release={release} />
      <Meets release={release} />
      <Hardwired release={release} />
      <Unseen release={release} />
      <InstallsSection release={release} />
      <Scans scans={release.scans} />
    </div>
  )
}

/** One release: until when it lives, why, what is in it, and what could not be seen. */
export function ReleasePage() {
  const id = usePathParam('id')
  const { data: release, error, refetch } = useGet<ShownReleaseWhole>(`/releases/${id}`)
  if (release !== undefined) return <Whole key={release.id} release={release} />
  if (error === null) return <Loading />
  return (
    <>
      <PageHeading title="Release" />
      <ProblemNote error={error} retry={() => void refetch()} />
    </>
  )
}
