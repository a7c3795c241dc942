import { useState } from 'react'
import { NewPassword } from '../account/new-password.tsx'
import { Button, TextField } from '../design/control.tsx'
import { Confirm } from '../design/dialog.tsx'
import { Form, fieldError } from '../design/form.tsx'
import { useSend } from '../http/query.ts'

/** For whoever has another way in: what is not there cannot be guessed. */
function NoPassword() {
  const [isAsked, ask] = useState(false)
  const remove = useSend<null>('DELETE', '/password', ['settings'])
  return (
    <>
      <Button onClick={() => ask(true)}>Do without a password</Button>
      <Confirm
        title="Do without a password"
        open={isAsked}
        onClose={() => ask(false)}
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => ask(false) })}
        action="Remove the password"
        busy={remove.isPending}
        error={remove.error}
      >
        From now on only your passkeys, or your account at the provider, let you in.
      </Confirm>
    </>
  )
}

interface Given {
  readonly current: string | null
  readonly next: string
}

/** The own password: changed, set for the first time, or done without. */
export function OwnPassword({ hasOne, hasOther }: { readonly hasOne: boolean; readonly hasOther: boolean }) {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = useSend<null, Given>('PUT', '/password', ['settings'])
  const send = () =>
    change.mutate(
      { current: hasOne ? current : null, next },
      {
        onSuccess: () => {
          setCurrent('')
          setNext('')
        },
      },
    )
  return (
    <Form
      onSubmit={send}
      error={change.error}
      actions={
        <>
          <Button type="submit" busy={change.isPending}>
            {hasOne ? 'Change the password' : 'Set a password'}
          </Button>
          {hasOne && hasOther ? <NoPassword /> : null}
          <span role="status">{change.isSuccess ? 'Changed; your other sessions ended.' : ''}</span>
        </>
      }
    >
      {hasOne ? (
        <TextField
          label="Current password"
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
          error={fieldError(change.error, 'current')}
          required
        />
      ) : null}
      <NewPassword label="New password" value={next} onChange={setNext} error={change.error} />
    </Form>
  )
}
