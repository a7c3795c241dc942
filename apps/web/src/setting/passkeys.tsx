import type { ShownPasskey, ShownSignIn } from '@foreseen/facts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { agentWords } from '../account/agent.ts'
import { addPasskey } from '../account/passkey.ts'
import { Button, TextField } from '../design/control.tsx'
import { Form, fieldError } from '../design/form.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Day } from '../design/text.tsx'
import { useGet, useSend } from '../http/query.ts'
import { invalidateRooms } from '../http/rooms.ts'

function Remove({ passkey: { id, name } }: { readonly passkey: ShownPasskey }) {
  const remove = useSend<null, string>('DELETE', id => `/passkeys/${id}`, ['settings'], {
    body: () => undefined,
  })
  return (
    <>
      <Button
        kind="quiet"
        busy={remove.isPending}
        onClick={() => remove.mutate(id)}
        label={`Remove the passkey ${name}`}
      >
        Remove
      </Button>
      {remove.error === null ? null : <span className="field-error">{remove.error.message}</span>}
    </>
  )
}

const columns: readonly Column<ShownPasskey>[] = [
  { id: 'name', title: 'Passkey', cell: ({ name }) => name, sort: ({ name }) => name },
  {
    id: 'created',
    title: 'Added',
    cell: ({ created }) => <Day iso={created} />,
    sort: ({ created }) => created,
  },
  {
    id: 'used',
    title: 'Last used',
    cell: ({ used }) => (used === null ? 'never' : <Day iso={used} />),
    sort: ({ used }) => used,
  },
  {
    id: 'remove',
    action: true,
    title: 'Remove',
    width: '6rem',
    cell: passkey => <Remove passkey={passkey} />,
  },
]

function Add() {
  const [name, setName] = useState(() => agentWords(navigator.userAgent))
  const client = useQueryClient()
  const add = useMutation({
    mutationFn: addPasskey,
    onSuccess: () => invalidateRooms(client, ['settings']),
  })
  return (
    <Form
      onSubmit={() => add.mutate(name)}
      error={add.error}
      actions={
        <Button type="submit" busy={add.isPending}>
          Add a passkey
        </Button>
      }
    >
      <TextField
        label="Name of the new passkey"
        value={name}
        onChange={setName}
        hint="The device that holds it, so that you know it again."
        error={fieldError(add.error, 'name')}
        required
      />
    </Form>
  )
}

/** Own passkeys; where the server's address takes none, the reason. */
export function Passkeys() {
  const ways = useGet<ShownSignIn>('/sign-in').data
  const keys = useGet<{ readonly items: readonly ShownPasskey[] }>('/passkeys').data?.items
  if (ways === undefined || keys === undefined) return null
  return (
    <section>
      <h2>Passkeys</h2>
      {keys.length === 0 ? null : (
        <DataTable label="Passkeys" columns={columns} rows={keys} getRowId={({ id }) => id} />
      )}
      {ways.passkeys ? <Add /> : <p className="quiet">{ways.passkeyTrouble}</p>}
    </section>
  )
}
