import type { ShownPerson } from '@foreseen/facts'
import { useState } from 'react'
import { Button, TextField } from '../design/control.tsx'
import { Form } from '../design/form.tsx'
import { useSend } from '../http/query.ts'
import { useSession } from '../shell/session.ts'
import { Passkeys } from './passkeys.tsx'
import { OwnPassword } from './password.tsx'
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
        <OwnPassword
          hasOne={person.ways.includes('password')}
          hasOther={person.ways.some(way => way !== 'password')}
        />
      </section>
      <Passkeys />
      <section className="wide">
        <h2>Where you are signed in</h2>
        <Sessions />
      </section>
    </div>
  )
}
