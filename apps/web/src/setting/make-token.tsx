import type { ShownMadeToken, ShownRoles } from '@foreseen/facts'
import { useState } from 'react'
import { Button, CheckField, SelectField, TextField } from '../design/control.tsx'
import { Form, fieldError } from '../design/form.tsx'
import { Loading } from '../design/state.tsx'
import { useGet, useSend } from '../http/query.ts'
import { reaches, useSession } from '../shell/session.ts'

/** What each scope lets a program do; scopes that are not here are named without words. */
const scopeWords: Readonly<Record<string, string>> = {
  read: 'Read everything except accounts',
  push: 'Take in scans, observations and reports, and read nothing',
  respond: 'Act in an incident: run again, check, cancel',
  runner: 'Take rehearsals and say what came of them',
  write: 'Change releases, endpoints and plans',
  calendar: 'Read the calendar of break days',
  admin: 'Read the log of all changes',
}

const lives = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'a year' },
  { value: '', label: 'until it is revoked' },
] as const

interface Given {
  readonly name: string
  readonly scopes: readonly string[]
  readonly days: number | null
}

function Scopes({
  chosen,
  onChange,
}: {
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}) {
  const scopes = useGet<ShownRoles>('/roles').data?.scopes
  const own = useSession()?.person.role ?? 'viewer'
  if (scopes === undefined) return <Loading text="Reading scopes" />
  return (
    <fieldset className="fields">
      <legend>What it may do</legend>
      {scopes.map(({ scope, role }) => (
        <CheckField
          key={scope}
          label={scope}
          hint={
            reaches(own, role) ? scopeWords[scope] : `${scopeWords[scope] ?? ''} (needs the role ${role})`
          }
          checked={chosen.includes(scope)}
          disabled={!reaches(own, role)}
          onChange={isOn => onChange(isOn ? [...chosen, scope] : chosen.filter(other => other !== scope))}
        />
      ))}
    </fieldset>
  )
}

/** Asks for a token; what comes is given on and kept nowhere. */
export function MakeToken({ onMade }: { readonly onMade: (made: ShownMadeToken) => void }) {
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly string[]>(['push'])
  const [days, setDays] = useState<(typeof lives)[number]['value']>('365')
  const make = useSend<ShownMadeToken, Given>('POST', '/tokens', ['settings'])
  return (
    <Form
      onSubmit={() =>
        make.mutate({ name, scopes, days: days === '' ? null : Number(days) }, { onSuccess: onMade })
      }
      error={make.error}
      actions={
        <Button kind="main" type="submit" busy={make.isPending} disabled={scopes.length === 0}>
          Make the token
        </Button>
      }
    >
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        hint="Where it will be used: build machine, dashboard."
        error={fieldError(make.error, 'name')}
        required
      />
      <Scopes chosen={scopes} onChange={setScopes} />
      <SelectField label="It ends after" value={days} onChange={setDays} options={lives} />
    </Form>
  )
}
