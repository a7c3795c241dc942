import type { ShownSignedIn } from '@foreseen/facts'
import { useState } from 'react'
import { Button, TextField } from '../design/control.tsx'
import { Form, fieldError } from '../design/form.tsx'
import { useSend } from '../http/query.ts'
import { Alone } from './alone.tsx'
import { useEnter, useLinkSecret } from './enter.ts'
import { NewPassword } from './new-password.tsx'
import { NoLink } from './no-link.tsx'

interface Given {
  readonly link: string
  readonly name: string
  readonly email: string
  readonly password: string
}

function OwnerForm({ link }: { readonly link: string }) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const enter = useEnter()
  const make = useSend<ShownSignedIn, Given>('POST', '/setup', [])
  return (
    <Form
      onSubmit={() => make.mutate({ link, name, email, password }, { onSuccess: enter })}
      error={make.error}
      actions={
        <Button kind="main" type="submit" busy={make.isPending}>
          Become the owner
        </Button>
      }
    >
      <TextField
        label="Name"
        autoComplete="name"
        value={name}
        onChange={setName}
        error={fieldError(make.error, 'name')}
        required
      />
      <TextField
        label="Mail address"
        type="email"
        autoComplete="username"
        value={email}
        onChange={setEmail}
        hint="You sign in with it; nothing is sent to it."
        error={fieldError(make.error, 'email')}
        required
      />
      <NewPassword value={password} onChange={setPassword} error={make.error} />
    </Form>
  )
}

/** Opened by the link that the server prints while it has no owner. */
export function SetupPage() {
  const link = useLinkSecret()
  return (
    <Alone title="Become the owner">
      {link === '' ? (
        <NoLink command="foreseen serve" />
      ) : (
        <>
          <p>The owner sees everything, invites others and decides what this server may reach.</p>
          <OwnerForm link={link} />
        </>
      )}
    </Alone>
  )
}
