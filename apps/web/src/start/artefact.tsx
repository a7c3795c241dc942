import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useCallback, useId, useState } from 'react'
import { Button, TextField } from '../design/control.tsx'
import { ProblemNote, ProgressBar } from '../design/state.tsx'
import { ScanCommand } from '../inventory/scan-command.tsx'
import { useFilters } from '../shell/route.ts'
import { sendingText, sizeText } from './amount.ts'
import { type Dropped, useDrop } from './drop.ts'
import { type Guess, guessRelease } from './guess.ts'
import { Scanning } from './scanning.tsx'
import { type Sender, useSending } from './sending.ts'

function Picker({ onFile, note }: { readonly onFile: (dropped: Dropped) => void; readonly note: string }) {
  const input = useId()
  const isOver = useDrop(onFile)
  return (
    <div className={isOver ? 'drop-zone drop-zone-over' : 'drop-zone'}>
      <p>
        <label htmlFor={input}>Drop it anywhere on this page, or choose it:</label>
      </p>
      <input
        id={input}
        type="file"
        onChange={event => {
          const file = event.target.files?.[0]
          if (file !== undefined) onFile({ file, note: '' })
        }}
      />
      {note === '' ? null : <p role="status">{note}</p>}
    </div>
  )
}

/** Which release it is: guessed from the name, for people to correct. */
function Naming({
  file,
  onSend,
  onLeave,
  note,
}: {
  readonly file: File
  readonly onSend: (named: Guess) => void
  readonly onLeave: () => void
  readonly note: string
}) {
  const [named, setNamed] = useState(() => guessRelease(file.name))
  const [isTried, setTried] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const { product, version, platform } = named
    const said = { product: product.trim(), version: version.trim(), platform: platform.trim() }
    if (said.product !== '' && said.version !== '') onSend(said)
  }
  const missing = (text: string) => (isTried && text.trim() === '' ? 'It needs one.' : undefined)
  return (
    <form className="form" onSubmit={submit} noValidate>
      <p>
        <code>{file.name}</code> <span className="quiet">({sizeText(file.size)})</span>
      </p>
      {note === '' ? null : <p role="status">{note}</p>}
      <div className="form-row">
        <TextField
          label="Product"
          value={named.product}
          onChange={product => setNamed({ ...named, product })}
          error={missing(named.product)}
        />
        <TextField
          label="Version"
          value={named.version}
          onChange={version => setNamed({ ...named, version })}
          error={missing(named.version)}
        />
        <TextField
          label="Platform"
          hint="where there are several"
          value={named.platform}
          onChange={platform => setNamed({ ...named, platform })}
        />
      </div>
      <div className="row">
        <Button kind="main" type="submit">
          Send and scan it
        </Button>
        <Button onClick={onLeave}>Another file</Button>
      </div>
    </form>
  )
}

function SendingNow({ sender: { sending, stop }, name }: { readonly sender: Sender; readonly name: string }) {
  if (sending.state !== 'sending') return null
  const { sent, all, elapsedMs } = sending
  return (
    <div className="stack">
      <p>
        <code>{name}</code>: {sendingText(sent, all, elapsedMs)}
      </p>
      <div className="row">
        <ProgressBar share={all === 0 ? 1 : sent / all} label={`Sending ${name}`} />
        <Button kind="quiet" onClick={stop} label={`Stop sending ${name}`}>
          Stop
        </Button>
      </div>
    </div>
  )
}

function Begin({ onSent }: { readonly onSent: (job: string, release: string) => void }) {
  const [file, setFile] = useState<File>()
  const [note, setNote] = useState('')
  const sender = useSending(useCallback(({ job, release }) => onSent(job, release), [onSent]))
  const { sending } = sender
  const take = (dropped: Dropped) => {
    setFile(dropped.file)
    setNote(dropped.note)
  }
  if (file === undefined) return <Picker onFile={take} note={note} />
  return (
    <>
      {sending.state === 'failed' ? <ProblemNote error={sending.error} /> : null}
      {sending.state === 'sending' ? (
        <SendingNow sender={sender} name={file.name} />
      ) : (
        <Naming
          key={`${file.name} ${file.lastModified}`}
          file={file}
          note={note}
          onSend={named => sender.send(file, named)}
          onLeave={() => take({ file: undefined, note: '' })}
        />
      )}
    </>
  )
}

/** An artefact from this machine: sent, scanned while it arrives, joined with an endpoint. What is under way stands in the address. */
export function ArtefactWay() {
  const [{ scan = '', release = '' }, change] = useFilters()
  const navigate = useNavigate()
  // On the page of its own: the agenda shows this only while it is empty, which the release ends.
  const sent = useCallback(
    (job: string, of: string) => void navigate({ to: '/start', search: { scan: job, release: of } }),
    [navigate],
  )
  return (
    <section aria-labelledby="artefact-heading">
      <h2 id="artefact-heading">Drop an artefact</h2>
      <p>
        An archive, a package, a program, an image, however large: every byte is read, and what is hardwired
        in it is listed with its place. It is scanned in a process of its own and not kept.
      </p>
      {scan === '' ? (
        <Begin onSent={sent} />
      ) : (
        <Scanning
          job={scan}
          release={release}
          onLeave={() => change({ scan: undefined, release: undefined })}
        />
      )}
      <p className="quiet">Where it is built, the same by a command:</p>
      <ScanCommand />
    </section>
  )
}
