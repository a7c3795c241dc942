import type { ShownCertificate, ShownObjectWhole, ShownOccurrence } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { countText } from '../design/count-words.ts'
import { dayText } from '../design/day-words.ts'
import { PageHeading } from '../design/heading.tsx'
import { Loading, ProblemNote } from '../design/state.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { CopyButton, Day, Hash } from '../design/text.tsx'
import { useGet, usePages } from '../http/query.ts'
import { usePathParam } from '../shell/route.ts'
import { FamilySection } from './family/section.tsx'
import { KindLink, LevelMark, NestedPath, Scroll } from './marks.tsx'
import { levelOfKind, objectName, typeTitle } from './name.ts'
import { pathParts, placeWords } from './place.ts'
import './record.css'

/** A line of facts; nothing where the value is empty. */
function Fact({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  if (children === null || children === '' || children === undefined) return null
  return (
    <>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </>
  )
}

function CertificateFacts({ certificate }: { readonly certificate: ShownCertificate }) {
  const { dnsNames, ipAddresses, keyUsage, extendedKeyUsage } = certificate
  return (
    <>
      <Fact title="Host names">{[...dnsNames, ...ipAddresses].join(', ')}</Fact>
      <Fact title="Authority">{certificate.isAuthority ? 'yes, it may issue others' : 'no'}</Fact>
      <Fact title="Key usage">{keyUsage.join(', ')}</Fact>
      <Fact title="Extended usage">{extendedKeyUsage.join(', ')}</Fact>
      <Fact title="Signature">{certificate.signatureAlgorithm}</Fact>
      <Fact title="Subject key id">
        {certificate.subjectKeyId === null ? null : <Hash hex={certificate.subjectKeyId} />}
      </Fact>
      <Fact title="Issuer's key id">
        {certificate.authorityKeyId === null ? null : <Hash hex={certificate.authorityKeyId} />}
      </Fact>
    </>
  )
}

function Facts({ object }: { readonly object: ShownObjectWhole }) {
  const { certificate, notBefore, notAfter } = object
  return (
    <dl className="facts">
      <Fact title="Subject">{object.subject}</Fact>
      <Fact title="Issuer">{object.issuer}</Fact>
      <Fact title="Position">{object.position}</Fact>
      <Fact title="Valid from">
        {notBefore === null ? null : <Day iso={dayText(notBefore)} relative={false} />}
      </Fact>
      <Fact title="Ends">{notAfter === null ? null : <Day iso={dayText(notAfter)} />}</Fact>
      <Fact title="Key">{object.key}</Fact>
      <Fact title="Serial">{object.serial === null ? null : <code>{object.serial}</code>}</Fact>
      <Fact title="SHA-256">{object.sha256 === null ? null : <Hash hex={object.sha256} />}</Fact>
      <Fact title="SPKI SHA-256">{object.spkiSha256 === null ? null : <Hash hex={object.spkiSha256} />}</Fact>
      <Fact title={`Pinned ${object.digestAlgorithm ?? 'digest'}`}>
        {object.digest === null ? null : <Hash hex={object.digest} />}
      </Fact>
      {certificate === null ? null : <CertificateFacts certificate={certificate} />}
    </dl>
  )
}

function Pem({ pem }: { readonly pem: string }) {
  return (
    <details>
      <summary>PEM</summary>
      <div className="stack">
        <Scroll className="pem" label="Certificate as PEM">
          <pre>{pem}</pre>
        </Scroll>
        <CopyButton text={pem} what="the certificate as PEM" />
      </div>
    </details>
  )
}

const placeColumns: readonly Column<ShownOccurrence>[] = [
  {
    id: 'release',
    title: 'Release',
    cell: ({ release }) => release.name,
    width: '14rem',
  },
  { id: 'path', title: 'Path', cell: ({ record }) => <NestedPath parts={pathParts(record.path)} /> },
  { id: 'place', title: 'Place', cell: ({ record }) => placeWords(record), width: '14rem' },
  {
    id: 'encoding',
    title: 'Encoding',
    cell: ({ record }) => <code>{record.encoding}</code>,
    width: '9rem',
    wideOnly: true,
  },
]

const placeId = ({ scan, record }: ShownOccurrence): string =>
  `${scan} ${record.path} ${record.offset} ${record.encoding} ${record.detector}`

function Places({ id }: { readonly id: string }) {
  const pages = usePages<ShownOccurrence>(`/objects/${id}/occurrences`)
  return (
    <section aria-labelledby="places-heading">
      <h2 id="places-heading">Places where it was found</h2>
      {pages.error !== null ? <ProblemNote error={pages.error} retry={pages.retry} /> : null}
      {pages.isPending ? <Loading /> : null}
      {!pages.isPending && pages.error === null && pages.items.length === 0 ? (
        <p className="quiet">No scan found it: it was served by an endpoint.</p>
      ) : null}
      {pages.items.length > 0 ? (
        <DataTable
          label="Places"
          columns={placeColumns}
          rows={pages.items}
          getRowId={placeId}
          getRowHref={({ release }) => `/releases/${release.id}`}
          hasMore={pages.hasMore}
          onEnd={pages.more}
        />
      ) : null}
    </section>
  )
}

function Servers({ object }: { readonly object: ShownObjectWhole }) {
  const [now, before] = [true, false].map(each => object.atEndpoints.filter(({ now }) => now === each))
  if (object.type !== 'certificate' && object.atEndpoints.length === 0) return null
  return (
    <section aria-labelledby="servers-heading">
      <h2 id="servers-heading">Endpoints that serve it</h2>
      {object.atEndpoints.length === 0 ? (
        <p className="quiet">No endpoint that is looked at has served it.</p>
      ) : null}
      <dl className="facts">
        {[
          { title: 'now', all: now ?? [] },
          { title: 'before', all: before ?? [] },
        ].map(({ title, all }) => (
          <Fact key={title} title={title}>
            {all.length === 0 ? null : (
              <ul>
                {all.map(({ id, name }) => (
                  <li key={id}>
                    <Link to="/endpoints/$id" params={{ id }}>
                      {name}
                    </Link>
                  </li>
                ))}
              </ul>
            )}
          </Fact>
        ))}
      </dl>
    </section>
  )
}

/** Where it was met, in one sentence. */
function metSentence({ type, releases, endpoints, atEndpoints }: ShownObjectWhole): string {
  const now = atEndpoints.filter(each => each.now).length
  const held =
    releases === 0
      ? 'No release holds it'
      : `${countText(releases)} release${releases === 1 ? '' : 's'} hold${releases === 1 ? 's' : ''} it`
  if (type !== 'certificate') return `${held}.`
  if (endpoints === 0) return `${held}, and no endpoint that is looked at serves it.`
  if (now === 0) return `${held}, and no endpoint serves it any more.`
  return `${held}, and ${countText(now)} endpoint${now === 1 ? ' serves' : 's serve'} it now.`
}

/** One certificate, key or pin: what it is, every place, every endpoint, its family. */
export function ObjectPage() {
  const id = usePathParam('id')
  const { data: object, error, refetch } = useGet<ShownObjectWhole>(`/objects/${id}`)
  if (error !== null) return <ObjectProblem error={error} retry={() => void refetch()} />
  if (object === undefined) return <Loading />
  return (
    <div className="record" key={object.id}>
      <PageHeading title={objectName(object)} />
      <p className="sentence">{metSentence(object)}</p>
      <p className="row small">
        <span>{typeTitle(object.type)}</span>
        {object.kind === null ? null : (
          <>
            <LevelMark level={levelOfKind(object.kind)} />
            <KindLink kind={object.kind} />
          </>
        )}
      </p>
      <Facts object={object} />
      {object.certificate === null ? null : <Pem pem={object.certificate.pem} />}
      {object.type === 'certificate' && object.certificate === null ? (
        <p className="quiet">
          Its bytes were never pushed: scan the release again with a program of this version.
        </p>
      ) : null}
      <Servers object={object} />
      <FamilySection object={object.id} />
      <Places id={id} />
    </div>
  )
}

function ObjectProblem({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  return (
    <>
      <PageHeading title="Object" />
      <ProblemNote error={error} retry={retry} />
    </>
  )
}
