import type { ShownInvitation, ShownPerson, ShownWay } from '@foreseen/facts'
import { useState } from 'react'
import { Button } from '../design/control.tsx'
import { Dialog } from '../design/dialog.tsx'
import { Loading, ProblemNote } from '../design/state.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { CopyButton, Day } from '../design/text.tsx'
import { useGet } from '../http/query.ts'
import { Invite } from './invite.tsx'
import { PersonActs, RoleField } from './person.tsx'

const wayWords: Readonly<Record<ShownWay, string>> = {
  password: 'password',
  passkey: 'passkey',
  provider: 'OpenID',
}

function waysText({ ended, ways }: ShownPerson): string {
  if (ended !== null) return 'account closed'
  return ways.length === 0 ? 'invited' : ways.map(way => wayWords[way]).join(', ')
}

/** An invitation that was just made: the one moment in which its link is there. */
export interface MadeLink {
  readonly name: string
  readonly invitation: ShownInvitation
}

const columnsWith = (onLink: (made: MadeLink) => void): readonly Column<ShownPerson>[] => [
  {
    id: 'name',
    title: 'Name',
    cell: ({ name, email }) => (
      <>
        <div className="strong">{name}</div>
        <div className="quiet small">{email}</div>
      </>
    ),
    sort: ({ name }) => name,
  },
  { id: 'role', title: 'Role', width: '11rem', cell: person => <RoleField person={person} /> },
  { id: 'ways', title: 'Signs in by', cell: waysText, sort: waysText },
  {
    id: 'since',
    title: 'Since',
    cell: ({ created }) => <Day iso={created} />,
    sort: ({ created }) => created,
  },
  {
    id: 'acts',
    action: true,
    title: 'Act',
    width: '12rem',
    cell: person => <PersonActs person={person} onLink={onLink} />,
  },
]

function Link({ made: { name, invitation } }: { readonly made: MadeLink }) {
  const address = `${location.origin}/#/invitation/${invitation.link}`
  return (
    <section className="made stack" aria-label="The new link">
      <p>
        Give this link to {name}; it works once, until <Day iso={invitation.ends} />. It is shown this once,
        and this server sends no mail.
      </p>
      <div className="command">
        <code>{address}</code>
        <CopyButton text={address} what="the link" />
      </div>
    </section>
  )
}

/** Everybody with an account, what they may, and invitations. */
export function People() {
  const { data, error, isPending, refetch } = useGet<{ readonly items: readonly ShownPerson[] }>('/people')
  const [isInviting, invite] = useState(false)
  const [made, setMade] = useState<MadeLink>()
  const [columns] = useState(() => columnsWith(setMade))
  if (isPending) return <Loading text="Reading people" />
  if (error !== null) return <ProblemNote error={error} retry={() => void refetch()} />
  return (
    <div className="stack">
      {made === undefined ? null : <Link made={made} />}
      <Button kind="main" onClick={() => invite(true)}>
        Invite somebody
      </Button>
      <DataTable label="People" columns={columns} rows={data.items} getRowId={({ id }) => id} />
      <Dialog title="Invite somebody" open={isInviting} onClose={() => invite(false)}>
        <Invite
          onInvited={({ person, invitation }) => {
            setMade({ name: person.name, invitation })
            invite(false)
          }}
        />
      </Dialog>
    </div>
  )
}
