import type { ShownSignedIn, ShownSignIn } from '@foreseen/facts'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../design/control.tsx'
import { Form } from '../design/form.tsx'
import { ProblemNote } from '../design/state.tsx'
import { useGet, useSend } from '../http/query.ts'
import { agentWords } from './agent.ts'
import { Alone } from './alone.tsx'
import { useEnter, useLinkSecret } from './enter.ts'
import { NewPassword } from './new-password.tsx'
import { NoLink } from './no-link.tsx'
import { joinByPasskey } from './passkey.ts'

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

/** In place of a password, where the server's address takes passkeys. */
function PasskeyInstead({ link }: { readonly link: string }) {
  const enter = useEnter()
  const ways = useGet<ShownSignIn>('/sign-in').data
  const join = useMutation({
    mutationFn: () => joinByPasskey(link, agentWords(navigator.userAgent)),
    onSuccess: enter,
  })
  if (ways?.passkeys !== true) return null
  return (
    <div className="other-ways stack">
      <Button busy={join.isPending} onClick={() => join.mutate()}>
        Use a passkey instead
      </Button>
      {join.error === null ? null : <ProblemNote error={join.error} />}
    </div>
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
          <PasskeyInstead link={link} />
        </>
      )}
    </Alone>
  )
}
