import { type FormEvent, useId, useState } from 'react'
import { Button, TextField } from '../design/control.tsx'
import { countText } from '../design/count-words.ts'
import { Dialog } from '../design/dialog.tsx'
import { ProblemNote } from '../design/state.tsx'
import { useSend } from '../http/query.ts'
import { Scroll } from '../inventory/marks.tsx'
import { type InstallFile, installColumns, parseInstalls } from './installs.ts'

/** Rows that the preview shows; the rest is counted. */
const shownRows = 50

function Troubles({ file }: { readonly file: InstallFile }) {
  return (
    <div className="problem stack" role="alert">
      <p className="problem-title">
        {file.troubles.length === 1
          ? 'One line cannot be taken'
          : `${file.troubles.length} lines cannot be taken`}
        ; nothing is sent before all can.
      </p>
      <ul>
        {file.troubles.slice(0, shownRows).map(({ line, detail }) => (
          <li key={`${line} ${detail}`}>
            {line === 0 ? '' : `line ${line}: `}
            {detail}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Preview({ file }: { readonly file: InstallFile }) {
  const { rows } = file
  return (
    <Scroll className="import-preview" label="Preview">
      <table className="table">
        <caption className="unseen">Install counts to be taken in</caption>
        <thead>
          <tr>
            {installColumns.map(column => (
              <th key={column} scope="col" className={column === 'count' ? 'right' : undefined}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shownRows).map(row => (
            <tr key={row.line}>
              {installColumns.map(column => (
                <td key={column} data-title={column} className={column === 'count' ? 'right' : undefined}>
                  {column === 'count' ? countText(row.count) : row[column]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shownRows ? <p className="quiet">and {rows.length - shownRows} more</p> : null}
    </Scroll>
  )
}

function Done({ rows, changed }: { readonly rows: number; readonly changed: number }) {
  return (
    <p role="status">
      {rows} line{rows === 1 ? '' : 's'} taken in, of which {changed === 0 ? 'none' : changed} changed
      something.
    </p>
  )
}

/** Install counts of many releases from a CSV file, seen before they are sent. */
export function ImportInstalls({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const [text, setText] = useState('')
  const input = useId()
  const { mutate, isPending, error, data, reset } = useSend<{ rows: number; changed: number }, string>(
    'POST',
    '/installs',
    ['releases'],
    { type: 'text/csv' },
  )
  const file = text.trim() === '' ? undefined : parseInstalls(text)
  const isReady = file !== undefined && file.troubles.length === 0
  const change = (next: string) => {
    setText(next)
    reset()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) mutate(text)
  }
  return (
    <Dialog title="Import install counts" open={open} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <div className="field">
          <label htmlFor={input}>CSV file</label>
          <input
            id={input}
            type="file"
            accept=".csv,text/csv,text/plain"
            onChange={event => void event.target.files?.[0]?.text().then(change)}
          />
          <div className="hint">
            First line <code>{installColumns.join(',')}</code>, then one release and day a line.
          </div>
        </div>
        <TextField label="or paste it here" value={text} onChange={change} lines={4} mono />
        {file === undefined || file.troubles.length === 0 ? null : <Troubles file={file} />}
        {isReady && data === undefined ? <Preview file={file} /> : null}
        {error === null ? null : <ProblemNote error={error} />}
        {data === undefined ? null : <Done {...data} />}
        <Button kind="main" type="submit" busy={isPending} disabled={!isReady || data !== undefined}>
          {isReady ? `Take in ${file.rows.length} line${file.rows.length === 1 ? '' : 's'}` : 'Take in'}
        </Button>
      </form>
    </Dialog>
  )
}
