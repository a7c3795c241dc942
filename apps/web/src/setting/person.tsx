import type { ShownInvitation, ShownPerson, ShownRole } from '@foreseen/facts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, SelectField } from '../design/control.tsx'
import { Confirm } from '../design/dialog.tsx'
import { getTagged, send } from '../http/client.ts'
import { useSend } from '../http/query.ts'
import { invalidateRooms } from '../http/rooms.ts'
import { useSession } from '../shell/session.ts'

export const roleOptions: readonly { readonly value: ShownRole; readonly label: string }[] = [
  { value: 'viewer', label: 'viewer' },
  { value: 'responder', label: 'responder' },
  { value: 'editor', label: 'editor' },
  { value: 'owner', label: 'owner' },
]

/** The server wants to know which state is changed, so that two owners do not overrule each other unseen. */
async function changeRole(id: string, role: ShownRole): Promise<ShownPerson> {
  const { etag } = await getTagged<ShownPerson>(`/people/${id}`)
  return await send<ShownPerson>('PATCH', `/people/${id}`, { role }, { ifMatch: etag })
}

/** The role, to be changed where it stands. */
export function RoleField({ person: { id, name, role, ended } }: { readonly person: ShownPerson }) {
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: (next: ShownRole) => changeRole(id, next),
    onSettled: () => invalidateRooms(client, ['settings']),
  })
  if (ended !== null) return <span className="quiet">{role}</span>
  return (
    <SelectField
      label={`Role of ${name}`}
      hideLabel
      value={change.isPending ? change.variables : role}
      onChange={next => change.mutate(next)}
      options={roleOptions}
      error={change.error?.message}
    />
  )
}

/** A new link for somebody who lost their way in, and the end of an account. */
export function PersonActs({
  person: { id, name, ended },
  onLink,
}: {
  readonly person: ShownPerson
  readonly onLink: (made: { readonly name: string; readonly invitation: ShownInvitation }) => void
}) {
  const [isAsked, ask] = useState(false)
  const own = useSession()?.person.id === id
  const link = useSend<ShownInvitation>('POST', `/people/${id}/invitations`, ['settings'])
  const close = useSend<null>('DELETE', `/people/${id}`, ['settings'])
  if (ended !== null) return null
  const invite = () => link.mutate(undefined, { onSuccess: invitation => onLink({ name, invitation }) })
  return (
    <>
      <Button kind="quiet" busy={link.isPending} onClick={invite} label={`New link for ${name}`}>
        New link
      </Button>
      {own ? null : (
        <Button kind="quiet" onClick={() => ask(true)} label={`Close the account of ${name}`}>
          Close
        </Button>
      )}
      {link.error === null ? null : <span className="field-error">{link.error.message}</span>}
      <Confirm
        title={`Close the account of ${name}`}
        open={isAsked}
        onClose={() => ask(false)}
        onConfirm={() => close.mutate(undefined, { onSuccess: () => ask(false) })}
        action="Close the account"
        busy={close.isPending}
        error={close.error}
      >
        Sessions and tokens of {name} end at once. The account stays in the log and cannot be opened again.
      </Confirm>
    </>
  )
}
