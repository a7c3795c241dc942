import type { ShownSignedIn, ShownSignIn } from '@foreseen/facts'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Button, TextField } from '../design/control.tsx'
import { Form } from '../design/form.tsx'
import { Command } from '../design/text.tsx'
import { useGet, useSend } from '../http/query.ts'
import { useFilters } from '../shell/route.ts'
import { sessionQuery } from '../shell/session.ts'
import { Alone } from './alone.tsx'
import { useEnter } from './enter.ts'
import { safeBack } from './safe-back.ts'
import { OtherWays } from './ways.tsx'

interface Given {
  readonly email: string
  readonly password: string
}

function PasswordForm({ enter }: { readonly enter: (signedIn: ShownSignedIn) => void }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useSend<ShownSignedIn, Given>('POST', '/session', [])
  return (
    <Form
      onSubmit={() => signIn.mutate({ email, password }, { onSuccess: enter })}
      error={signIn.error}
      actions={
        <Button kind="main" type="submit" busy={signIn.isPending}>
          Sign in
        </Button>
      }
    >
      <TextField
        label="Mail address"
        type="email"
        name="email"
        autoComplete="username"
        value={email}
        onChange={setEmail}
        required
      />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        required
      />
    </Form>
  )
}

/** There is nobody who could sign in: where the link of the first owner stands. */
const NoOwner = () => (
  <div className="stack">
    <p>
      This server has no owner yet. When it started it printed a link that makes one; it works once, for a
      day. Starting it again prints a new one:
    </p>
    <Command text="foreseen serve" />
  </div>
)

interface Explained {
  readonly meaning: string
  readonly remedy: string
}

/** Why the way back from the provider ended here. */
function Trouble({ code }: { readonly code: string }) {
  const explained = useGet<Explained>(`/problems/${encodeURIComponent(code)}`).data
  if (explained === undefined) return null
  return (
    <div className="problem stack" role="alert">
      <p className="problem-title">{explained.meaning}</p>
      <p>{explained.remedy}</p>
    </div>
  )
}

/** Ways in: as many as the server has. */
export function SignInPage() {
  const [{ back, trouble }] = useFilters()
  const enter = useEnter(back)
  const ways = useGet<ShownSignIn>('/sign-in').data
  const isOwnerMissing = useGet<{ readonly needed: boolean }>('/setup').data?.needed === true
  const session = useQuery({ ...sessionQuery, retry: false }).data
  useEffect(() => {
    if (session !== undefined) enter(session)
  }, [session, enter])
  return (
    <Alone title="Sign in">
      {isOwnerMissing ? (
        <NoOwner />
      ) : (
        <>
          {trouble === undefined ? null : <Trouble code={trouble} />}
          {ways?.password === false ? null : <PasswordForm enter={enter} />}
          {ways === undefined ? null : <OtherWays ways={ways} enter={enter} back={safeBack(back)} />}
        </>
      )}
    </Alone>
  )
}
