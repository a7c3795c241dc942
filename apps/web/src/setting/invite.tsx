import type { ShownInvited, ShownRole, ShownRoles } from '@foreseen/facts'
import { useState } from 'react'
import { Button, SelectField, TextField } from '../design/control.tsx'
import { Form, fieldError } from '../design/form.tsx'
import { useGet, useSend } from '../http/query.ts'
import { roleOptions } from './person.tsx'

interface Given {
  readonly name: string
  readonly email: string
  readonly role: ShownRole
}

/** Makes an account and a link for its password. */
export function Invite({ onInvited }: { readonly onInvited: (invited: ShownInvited) => void }) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<ShownRole>('viewer')
  const meaning = useGet<ShownRoles>('/roles').data?.roles.find(entry => entry.role === role)?.meaning
  const invite = useSend<ShownInvited, Given>('POST', '/people', ['settings'])
  return (
    <Form
      onSubmit={() => invite.mutate({ name, email, role }, { onSuccess: onInvited })}
      error={invite.error}
      actions={
        <Button kind="main" type="submit" busy={invite.isPending}>
          Make the link
        </Button>
      }
    >
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        error={fieldError(invite.error, 'name')}
        required
      />
      <TextField
        label="Mail address"
        type="email"
        value={email}
        onChange={setEmail}
        hint="They sign in with it; nothing is sent to it."
        error={fieldError(invite.error, 'email')}
        required
      />
      <SelectField label="Role" value={role} onChange={setRole} options={roleOptions} hint={meaning} />
    </Form>
  )
}
