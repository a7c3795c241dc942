import type { ShownSettings } from '@foreseen/facts'
import { useState } from 'react'
import { Button, CheckField, TextField } from '../design/control.tsx'
import { Form, fieldError } from '../design/form.tsx'
import { Loading, ProblemNote } from '../design/state.tsx'
import { useGet, useSend } from '../http/query.ts'

function SettingsForm({ settings }: { readonly settings: ShownSettings }) {
  const [organisation, setOrganisation] = useState(settings.organisation)
  const [privateAddresses, allowPrivate] = useState(settings.privateAddresses)
  const [loopbackAddresses, allowLoopback] = useState(settings.loopbackAddresses)
  const [days, setDays] = useState(String(settings.horizonDays))
  const change = useSend<ShownSettings, ShownSettings>('PATCH', '/settings', [
    'settings',
    'endpoints',
    'forecasts',
  ])
  const send = () =>
    change.mutate({ organisation, privateAddresses, loopbackAddresses, horizonDays: Number(days) })
  return (
    <Form
      onSubmit={send}
      error={change.error}
      actions={
        <>
          <Button kind="main" type="submit" busy={change.isPending}>
            Save
          </Button>
          <span role="status">{change.isSuccess ? 'Saved.' : ''}</span>
        </>
      }
    >
      <TextField
        label="Organisation"
        value={organisation}
        onChange={setOrganisation}
        error={fieldError(change.error, 'organisation')}
        required
      />
      <TextField
        label="Forecasts look ahead, in days"
        type="number"
        min={1}
        max={36_500}
        value={days}
        onChange={setDays}
        hint="90 days is the agenda; authorities and roots end years ahead."
        error={fieldError(change.error, 'horizonDays')}
        required
      />
      <fieldset className="fields">
        <legend>What checks of endpoints may reach</legend>
        <CheckField
          label="Private addresses"
          hint="10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7: the network that this server stands in."
          checked={privateAddresses}
          onChange={allowPrivate}
        />
        <CheckField
          label="This machine itself"
          hint="127.0.0.0/8 and ::1. Link-local and metadata addresses are never reached."
          checked={loopbackAddresses}
          onChange={allowLoopback}
        />
      </fieldset>
    </Form>
  )
}

/** What the owner decides for the whole server. */
export function ServerSettings() {
  const { data, error, isPending, refetch } = useGet<ShownSettings>('/settings')
  if (isPending) return <Loading text="Reading settings" />
  if (error !== null) return <ProblemNote error={error} retry={() => void refetch()} />
  return <SettingsForm settings={data} />
}
