import type { ShownMadeToken, ShownToken } from '@foreseen/facts'
import { useState } from 'react'
import { Button } from '../design/control.tsx'
import { Confirm, Dialog } from '../design/dialog.tsx'
import { Empty, Loading, ProblemNote } from '../design/state.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Command, CopyButton, Day } from '../design/text.tsx'
import { useGet, useSend } from '../http/query.ts'
import { MakeToken } from './make-token.tsx'

function Revoke({ token: { id, name } }: { readonly token: ShownToken }) {
  const [isAsked, ask] = useState(false)
  const revoke = useSend<null, string>('DELETE', id => `/tokens/${id}`, ['settings'], {
    body: () => undefined,
  })
  return (
    <>
      <Button kind="quiet" onClick={() => ask(true)} label={`Revoke the token ${name}`}>
        Revoke
      </Button>
      <Confirm
        title={`Revoke ${name}`}
        open={isAsked}
        onClose={() => ask(false)}
        onConfirm={() => revoke.mutate(id)}
        action="Revoke the token"
        busy={revoke.isPending}
        error={revoke.error}
      >
        Whatever uses it is refused from now on. It cannot be brought back.
      </Confirm>
    </>
  )
}

const columns: readonly Column<ShownToken>[] = [
  {
    id: 'name',
    title: 'Token',
    cell: ({ name }) => <span className="strong">{name}</span>,
    sort: ({ name }) => name,
  },
  { id: 'begins', title: 'Begins', cell: ({ begins }) => <code>{begins}</code> },
  { id: 'scopes', title: 'Scopes', cell: ({ scopes }) => scopes.join(', ') },
  {
    id: 'used',
    title: 'Last used',
    cell: ({ used }) => (used === null ? 'never' : <Day iso={used} />),
    sort: ({ used }) => used,
  },
  {
    id: 'ends',
    title: 'Ends',
    cell: ({ ends }) => (ends === null ? 'when revoked' : <Day iso={ends} />),
    sort: ({ ends }) => ends,
  },
  { id: 'revoke', action: true, title: 'Revoke', width: '6rem', cell: token => <Revoke token={token} /> },
]

/** The one moment in which a token is there whole. */
const MadeToken = ({ made: { token } }: { readonly made: ShownMadeToken }) => (
  <section className="made stack" aria-label="The new token">
    <p>This is the token. It is shown this once; keep it where secrets are kept.</p>
    <div className="command">
      <code>{token}</code>
      <CopyButton text={token} what="the token" />
    </div>
    <p>A build machine pushes what it scanned with it:</p>
    <Command
      text={`FORESEEN_TOKEN=... foreseen scan app-1.0.tgz --push ${location.origin} --product app --release 1.0`}
    />
  </section>
)

/** Own API tokens: what they may, when they were used, and an end to each. */
export function Tokens() {
  const { data, error, isPending, refetch } = useGet<{ readonly items: readonly ShownToken[] }>('/tokens')
  const [isMaking, make] = useState(false)
  const [made, setMade] = useState<ShownMadeToken>()
  if (isPending) return <Loading text="Reading tokens" />
  if (error !== null) return <ProblemNote error={error} retry={() => void refetch()} />
  const button = (
    <Button kind="main" onClick={() => make(true)}>
      Make a token
    </Button>
  )
  return (
    <div className="stack">
      {made === undefined ? null : <MadeToken made={made} />}
      {data.items.length === 0 ? (
        <Empty title="There are no tokens yet">
          <p>
            Programs use tokens in place of a password: a build machine that pushes scans, a dashboard that
            reads.
          </p>
          {button}
        </Empty>
      ) : (
        <>
          {button}
          <DataTable label="Tokens" columns={columns} rows={data.items} getRowId={({ id }) => id} />
        </>
      )}
      <Dialog title="Make a token" open={isMaking} onClose={() => make(false)}>
        <MakeToken
          onMade={token => {
            setMade(token)
            make(false)
          }}
        />
      </Dialog>
    </div>
  )
}
