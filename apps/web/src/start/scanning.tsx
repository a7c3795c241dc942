import { parseEndpoint, type ShownEndpointWhole, type ShownReleaseWhole } from '@foreseen/facts'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useCallback, useState } from 'react'
import { Button, TextField } from '../design/control.tsx'
import { ProblemNote } from '../design/state.tsx'
import { post, useMake } from '../endpoint/post.ts'
import { send } from '../http/client.ts'
import { useGet } from '../http/query.ts'
import { invalidateRooms } from '../http/rooms.ts'
import { JobProgress, useJob } from '../job/progress.tsx'
import { releaseName } from '../release/words.ts'
import { foundText } from './found.ts'

/** Looks at an endpoint and says that the release connects to it: from both follows a forecast. */
async function join(release: ShownReleaseWhole, name: string): Promise<ShownReleaseWhole> {
  const endpoint = await post<ShownEndpointWhole>('/endpoints', { name })
  const endpoints = [...new Set([...release.endpoints.map(each => each.name), endpoint.name])]
  return send<ShownReleaseWhole>('PATCH', `/releases/${release.id}`, { endpoints })
}

function AskEndpoint({ release }: { readonly release: ShownReleaseWhole }) {
  const [name, setName] = useState('')
  const [isTried, setTried] = useState(false)
  const navigate = useNavigate()
  const { mutate, isPending, error } = useMake(
    (endpoint: string) => join(release, endpoint),
    ['releases', 'endpoints', 'forecasts', 'jobs'],
    ({ id }) => void navigate({ to: '/releases/$id', params: { id } }),
  )
  const parsed = parseEndpoint(name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (parsed.ok) mutate(name.trim())
  }
  return (
    <form className="form" onSubmit={submit} noValidate>
      <TextField
        label="Which server does it connect to?"
        hint="Its certificate is looked at, and a forecast says until which day this release connects to it."
        placeholder="www.example.org"
        value={name}
        onChange={setName}
        error={isTried && !parsed.ok ? parsed.problems[0]?.detail : undefined}
        autoComplete="off"
      />
      {error === null ? null : <ProblemNote error={error} />}
      <Button kind="main" type="submit" busy={isPending}>
        See until when it lives
      </Button>
    </form>
  )
}

function Scanned({ release }: { readonly release: ShownReleaseWhole }) {
  return (
    <>
      <p className="sentence" role="status">
        {releaseName(release)} was scanned. {foundText(release)}
      </p>
      <p>
        <Link to="/releases/$id" params={{ id: release.id }}>
          See what is in it, and what could not be looked at
        </Link>
      </p>
      {release.endpoints.length === 0 ? <AskEndpoint release={release} /> : null}
    </>
  )
}

/** A scan under way, and what comes after it. */
export function Scanning({
  job: id,
  release: of,
  onLeave,
}: {
  readonly job: string
  readonly release: string
  readonly onLeave: () => void
}) {
  const client = useQueryClient()
  const job = useJob(id)
  const isDone = job?.state === 'done'
  const { data: release, error } = useGet<ShownReleaseWhole>(`/releases/${of}`, {
    enabled: isDone && of !== '',
  })
  const done = useCallback(() => void invalidateRooms(client, ['releases']), [client])
  return (
    <div className="stack">
      <JobProgress id={id} onDone={done} />
      {isDone && error !== null ? <ProblemNote error={error} /> : null}
      {isDone && release !== undefined ? <Scanned release={release} /> : null}
      {job !== undefined && ['done', 'dead', 'cancelled'].includes(job.state) ? (
        <Button onClick={onLeave}>Scan another artefact</Button>
      ) : null}
    </div>
  )
}
