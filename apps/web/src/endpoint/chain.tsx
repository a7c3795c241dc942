import type { ShownEndpointWhole, ShownInterval, ShownLink } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import { StatusMark } from '../design/status.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Day, Hash } from '../design/text.tsx'
import { commonNameOf } from '../inventory/name.ts'
import { useMay } from '../shell/session.ts'
import { explainCode, failuresOf, intervalTitle } from './words.ts'

const linkColumns: readonly Column<ShownLink>[] = [
  {
    id: 'subject',
    title: 'Certificate',
    cell: link => commonNameOf(link.subject) || `object ${link.object}`,
  },
  { id: 'issuer', title: 'Issued by', cell: link => commonNameOf(link.issuer) },
  { id: 'key', title: 'Key', cell: link => link.key, width: '8rem' },
  {
    id: 'ends',
    title: 'Ends',
    cell: link => (link.notAfter === null ? 'cannot be read' : <Day iso={link.notAfter.slice(0, 10)} />),
    width: '9rem',
  },
  {
    id: 'sha256',
    title: 'SHA-256',
    cell: link => <Hash hex={link.sha256} plain />,
    width: '11rem',
    wideOnly: true,
  },
]

/** Certificates in the order in which they were sent, each leading to its page. */
export function ChainTable({
  links,
  label,
}: {
  readonly links: readonly ShownLink[]
  readonly label: string
}) {
  return (
    <DataTable
      label={label}
      columns={linkColumns}
      rows={links}
      getRowId={link => link.sha256}
      getRowHref={link => `/inventory/${link.object}`}
    />
  )
}

/** Why a look saw nothing: the code, what it means, what to do. */
export function Failures({ now }: { readonly now: readonly ShownInterval[] }) {
  const mayAllow = useMay('owner')
  return failuresOf(now).map(({ code, detail, addresses }) => {
    const explained = explainCode(code)
    return (
      <div key={`${code} ${detail}`} className="problem stack look-failure">
        <p className="problem-title">
          <StatusMark outcome="may-break" label="Could not look" />
          {addresses.length === 0 ? '' : ` at ${addresses.join(', ')}`}
        </p>
        <p>{explained?.meaning ?? detail}</p>
        {explained === undefined || detail === '' ? null : <p className="quiet">{detail}</p>}
        <p>
          {explained?.remedy ??
            'Look again; if it stays so, look at the endpoint with foreseen observe from a machine that reaches it.'}
        </p>
        {code === 'tls-address-not-allowed' && mayAllow ? (
          <p>
            <Link to="/settings" search={{ part: 'server' }}>
              What checks of endpoints may reach
            </Link>
          </p>
        ) : null}
        {code === '' ? null : (
          <p className="quiet small">
            <code>{code}</code>
          </p>
        )}
      </div>
    )
  })
}

/** Where a chain is served now: `192.0.2.1, RSA, TLSv1.3`. */
const places = (endpoint: ShownEndpointWhole, chain: string): string =>
  endpoint.now
    .filter(interval => interval.chain === chain)
    .map(interval =>
      [intervalTitle(interval, endpoint.host), interval.protocol].filter(part => part !== '').join(', '),
    )
    .join('; ')

/** What it serves now, as sent. */
export function ChainNow({ endpoint }: { readonly endpoint: ShownEndpointWhole }) {
  return (
    <section aria-labelledby="chain-heading">
      <h2 id="chain-heading">Chain now</h2>
      {endpoint.state === 'unseen' ? (
        <p className="quiet">
          It was not looked at yet{endpoint.nextLook === null ? '.' : '; the first look is due.'}
        </p>
      ) : (
        <p>
          <span className="quiet">Last look: </span>
          <Day iso={endpoint.lastLook} />
          {endpoint.ended !== null || endpoint.nextLook === null ? null : (
            <>
              <span className="quiet">; next: </span>
              <Day iso={endpoint.nextLook} />
            </>
          )}
        </p>
      )}
      <Failures now={endpoint.now} />
      {endpoint.chains.map(({ sha256, links }) => (
        <div key={sha256} className="served-chain">
          <p className="quiet small">{places(endpoint, sha256)}</p>
          <ChainTable links={links} label={`Chain at ${places(endpoint, sha256)}`} />
          {links.length === 1 ? (
            <p className="quiet small">
              Nothing else was sent with it.{' '}
              <Link to="/inventory/$id" params={{ id: String(links[0]?.object) }}>
                Its family
              </Link>{' '}
              shows who issued it, where that is known.
            </p>
          ) : null}
        </div>
      ))}
    </section>
  )
}
