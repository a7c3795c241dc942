import { parseEndpoint, type ShownEndpointWhole, starttlsProtocols } from '@foreseen/facts'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { Button, SelectField, TextField } from '../design/control.tsx'
import { Dialog } from '../design/dialog.tsx'
import { ProblemNote } from '../design/state.tsx'
import { post, useMake } from './post.ts'
import '../inventory/record.css'

const starttlsOptions = [
  { value: '', label: 'as scheme and port say' },
  { value: 'none', label: 'at once' },
  ...starttlsProtocols.map(protocol => ({ value: protocol, label: `on request, by ${protocol}` })),
]

/** One endpoint by hand; `onAdded` is told which it became. `isMain`: it is the one next action of its page. */
export function EndpointForm({
  onAdded,
  isMain = false,
}: {
  readonly onAdded: (endpoint: ShownEndpointWhole) => void
  readonly isMain?: boolean
}) {
  const [name, setName] = useState('')
  const [starttls, setStarttls] = useState('')
  const [isTried, setTried] = useState(false)
  const { mutate, isPending, error } = useMake<ShownEndpointWhole, { name: string; starttls?: string }>(
    given => post('/endpoints', given),
    ['endpoints', 'jobs'],
    onAdded,
  )
  const parsed = parseEndpoint(name)
  const trouble = parsed.ok ? undefined : parsed.problems[0]?.detail
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (parsed.ok) mutate({ name: name.trim(), ...(starttls === '' ? {} : { starttls }) })
  }
  return (
    <form className="form" onSubmit={submit} noValidate>
      <TextField
        label="Endpoint"
        hint="HOST, HOST:PORT, [ADDRESS]:PORT or a URL"
        value={name}
        onChange={setName}
        error={isTried ? trouble : undefined}
        autoComplete="off"
      />
      <SelectField label="TLS begins" value={starttls} onChange={setStarttls} options={starttlsOptions} />
      {error === null ? null : <ProblemNote error={error} />}
      <Button kind={isMain ? 'main' : 'plain'} type="submit" busy={isPending}>
        Look at it
      </Button>
    </form>
  )
}

export function AddEndpoint({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const navigate = useNavigate()
  return (
    <Dialog title="Add an endpoint" open={open} onClose={onClose}>
      <EndpointForm isMain onAdded={({ id }) => void navigate({ to: '/endpoints/$id', params: { id } })} />
    </Dialog>
  )
}
