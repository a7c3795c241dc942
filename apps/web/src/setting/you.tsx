import type { ShownPerson } from '@foreseen/facts'
import { useState } from 'react'
import { NewPassword } from '../account/new-password.tsx'
import { Button, TextField } from '../design/control.tsx'
import { Form, fieldError } from '../design/form.tsx'
import { useSend } from '../http/query.ts'
import { useSession } from '../shell/session.ts'
import { Passkeys } from './passkeys.tsx'
import { Sessions } from './sessions.tsx'
import { ThemeChoice } from './theme.tsx'

function OwnName({ person }: { readonly person: ShownPerson }) {
  const [name, setName] = useState(person.name)
  const change = useSend<ShownPerson, { readonly name: string }>('PUT', '/name', ['settings'])
  return (
    <Form
      onSubmit={() => change.mutate({ name })}
      error={change.error}
      actions={
        <>
          <Button type="submit" busy={change.isPending} disabled={name === person.name}>
            Change the name
          </Button>
          <span role="status">{change.isSuccess && name === person.name ? 'Changed.' : ''}</span>
        </>
      }
    >
      <TextField label="Name" autoComplete="name" value={name} onChange={setName} required />
    </Form>
  )
}

interface Given {
  readonly current: string | null
  readonly next: string
}

function OwnPassword({ hasOne }: { readonly hasOne: boolean }) {
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

/** What belongs to whoever is signed in. */
export function You() {
  const person = useSession()?.person
  if (person === undefined) return null
  return (
    <div className="sections">
      <section>
        <h2>Who you are</h2>
        <p className="quiet">
          {person.email}, {person.role}
        </p>
        <OwnName person={person} />
      </section>
      <section>
        <h2>Look</h2>
        <ThemeChoice />
      </section>
      <section>
        <h2>Password</h2>
        <OwnPassword hasOne={person.ways.includes('password')} />
      </section>
      <Passkeys />
      <section className="wide">
        <h2>Where you are signed in</h2>
        <Sessions />
      </section>
    </div>
  )
}
