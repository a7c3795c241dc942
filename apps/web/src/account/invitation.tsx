import type { ShownSignedIn } from '@foreseen/facts'
import { useState } from 'react'
import { Button } from '../design/control.tsx'
import { Form } from '../design/form.tsx'
import { useSend } from '../http/query.ts'
import { Alone } from './alone.tsx'
import { useEnter, useLinkSecret } from './enter.ts'
import { NewPassword } from './new-password.tsx'
import { NoLink } from './no-link.tsx'

interface Given {
  readonly link: string
  readonly password: string
}

function JoinForm({ link }: { readonly link: string }) {
  const [password, setPassword] = useState('')
  const enter = useEnter()
  const join = useSend<ShownSignedIn, Given>('POST', '/invitations', [])
  return (
    <Form
      onSubmit={() => join.mutate({ link, password }, { onSuccess: enter })}
      error={join.error}
      actions={
        <Button kind="main" type="submit" busy={join.isPending}>
          Set the password and sign in
        </Button>
      }
    >
      <NewPassword value={password} onChange={setPassword} error={join.error} />
    </Form>
  )
}

/** Opened by the link of an invitation, or of a new password for somebody who lost theirs. */
export function InvitationPage() {
  const link = useLinkSecret()
  return (
    <Alone title="Choose a password">
      {link === '' ? (
        <NoLink />
      ) : (
        <>
          <p>You were invited. Choose the password that you will sign in with; the link works once.</p>
          <JoinForm link={link} />
        </>
      )}
    </Alone>
  )
}
