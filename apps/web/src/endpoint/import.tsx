import { type FormEvent, useId, useState } from 'react'
import { Button, TextField } from '../design/control.tsx'
import { Dialog } from '../design/dialog.tsx'
import { ProblemNote } from '../design/state.tsx'
import { useSend } from '../http/query.ts'
import { parsePasted } from './paste.ts'

const shownTroubles = 20

interface Outcome {
  readonly created: number
  readonly kept: number
}

const said = ({ created, kept }: Outcome): string =>
  `${created === 0 ? 'None' : created} new; ${kept === 0 ? 'none' : kept} ${kept === 1 ? 'was' : 'were'} known already.`

/** Endpoints from a file or from the clipboard, checked line by line before anything is sent. */
export function ImportEndpoints({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const [text, setText] = useState('')
  const input = useId()
  const { mutate, isPending, error, data, reset } = useSend<Outcome, string>('POST', '/endpoints/import', [
    'endpoints',
    'jobs',
  ])
  const { endpoints, troubles } = parsePasted(text)
  const isReady = endpoints.length > 0 && troubles.length === 0
  const change = (next: string) => {
    setText(next)
    reset()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) mutate(text)
  }
  return (
    <Dialog title="Add many endpoints" open={open} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <TextField
          label="One endpoint a line"
          hint="HOST, HOST:PORT, [ADDRESS]:PORT or a URL; # begins a comment"
          value={text}
          onChange={change}
          lines={8}
          mono
        />
        <div className="field">
          <label htmlFor={input}>or from a file</label>
          <input
            id={input}
            type="file"
            accept=".txt,.csv,text/plain"
            onChange={event => void event.target.files?.[0]?.text().then(change)}
          />
        </div>
        {troubles.length === 0 ? null : (
          <div className="problem stack" role="alert">
            <p className="problem-title">Lines that are no endpoint; nothing is sent before all are.</p>
            <ul>
              {troubles.slice(0, shownTroubles).map(({ line, detail }) => (
                <li key={line}>
                  line {line}: {detail}
                </li>
              ))}
            </ul>
          </div>
        )}
        {error === null ? null : <ProblemNote error={error} />}
        {data === undefined ? null : <p role="status">{said(data)}</p>}
        <Button kind="main" type="submit" busy={isPending} disabled={!isReady || data !== undefined}>
          {isReady
            ? `Look at ${endpoints.length} endpoint${endpoints.length === 1 ? '' : 's'}`
            : 'Look at them'}
        </Button>
      </form>
    </Dialog>
  )
}
