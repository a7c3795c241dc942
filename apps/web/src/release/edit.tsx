import type { ShownReleaseWhole, ShownSupport } from '@foreseen/facts'
import { type FormEvent, useState } from 'react'
import { Button, SelectField, TextField } from '../design/control.tsx'
import { Dialog } from '../design/dialog.tsx'
import { ProblemNote } from '../design/state.tsx'
import { useSend } from '../http/query.ts'
import { parseHosts, supports, supportTitles } from './words.ts'

interface Raw {
  readonly support: ShownSupport
  readonly supportedUntil: string
  readonly released: string
  readonly updateHosts: string
  readonly endpoints: string
}

const rawOf = (release: ShownReleaseWhole): Raw => ({
  support: release.support,
  supportedUntil: release.supportedUntil?.slice(0, 10) ?? '',
  released: release.released?.slice(0, 10) ?? '',
  updateHosts: release.updateHosts.join('\n'),
  endpoints: release.endpoints.map(({ name }) => name).join('\n'),
})

const orNull = (day: string): string | null => (day === '' ? null : day)

/** What people know of a release and no scan can: support, days, hosts. */
export function EditRelease({
  release,
  open,
  onClose,
}: {
  readonly release: ShownReleaseWhole
  readonly open: boolean
  readonly onClose: () => void
}) {
  return (
    <Dialog title="What you know of this release" open={open} onClose={onClose}>
      <EditForm release={release} onDone={onClose} />
    </Dialog>
  )
}

function EditForm({ release, onDone }: { readonly release: ShownReleaseWhole; readonly onDone: () => void }) {
  const [raw, setRaw] = useState(() => rawOf(release))
  const { mutate, isPending, error } = useSend<ShownReleaseWhole, Raw>(
    'PATCH',
    `/releases/${release.id}`,
    ['releases', 'endpoints', 'forecasts'],
    {
      body: ({ support, supportedUntil, released, updateHosts, endpoints }) => ({
        support,
        supportedUntil: orNull(supportedUntil),
        released: orNull(released),
        updateHosts: parseHosts(updateHosts),
        endpoints: parseHosts(endpoints),
      }),
    },
  )
  const set = (part: Partial<Raw>) => setRaw({ ...raw, ...part })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate(raw, { onSuccess: onDone })
  }
  return (
    <form className="form" onSubmit={submit}>
      <div className="form-row">
        <SelectField
          label="Support"
          value={raw.support}
          onChange={support => set({ support })}
          options={supports.map(support => ({ value: support, label: supportTitles[support] }))}
        />
        <TextField
          label="Supported until"
          type="date"
          value={raw.supportedUntil}
          onChange={supportedUntil => set({ supportedUntil })}
        />
        <TextField
          label="Released on"
          type="date"
          value={raw.released}
          onChange={released => set({ released })}
        />
      </div>
      <TextField
        label="Endpoints that it connects to"
        hint="One a line, host or host:port. Forecasts join the release with them; an endpoint that is not known yet is looked at from now on."
        value={raw.endpoints}
        onChange={endpoints => set({ endpoints })}
        lines={3}
        mono
      />
      <TextField
        label="Hosts of its update channel"
        hint="One a line. A release that can no longer reach them cannot be mended by an update."
        value={raw.updateHosts}
        onChange={updateHosts => set({ updateHosts })}
        lines={2}
        mono
      />
      {error === null ? null : <ProblemNote error={error} />}
      <Button kind="main" type="submit" busy={isPending}>
        Keep
      </Button>
    </form>
  )
}
