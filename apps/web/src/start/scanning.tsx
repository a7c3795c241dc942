import { parseEndpoint, type ShownEndpointWhole, type ShownReleaseWhole } from '@foreseen/facts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useCallback, useState } from 'react'
import { Button, TextField } from '../design/control.tsx'
import { ProblemNote } from '../design/state.tsx'
import { send } from '../http/client.ts'
import { useGet } from '../http/query.ts'
import { invalidateRooms } from '../http/rooms.ts'
import { JobProgress, useJob } from '../job/progress.tsx'
import { releaseName } from '../release/words.ts'

/** Looks at an endpoint and says that the release connects to it: from both follows a forecast. */
function useJoin(release: ShownReleaseWhole) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (name: string) => {
      const endpoint = await send<ShownEndpointWhole>('POST', '/endpoints', { name })
      const endpoints = [...new Set([...release.endpoints.map(each => each.name), endpoint.name])]
      await send<ShownReleaseWhole>('PATCH', `/releases/${release.id}`, { endpoints })
      return endpoint
    },
    onSuccess: () => invalidateRooms(client, ['releases', 'endpoints', 'forecasts', 'jobs']),
  })
}

/** Objects that deserve attention by themselves, in words. */
function foundWords({ kinds }: ShownReleaseWhole): string {
  const count = (levels: readonly string[]): number =>
    kinds.filter(({ level }) => levels.includes(level)).reduce((sum, { objects }) => sum + objects, 0)
  const all = count(['high', 'medium', 'low', 'info'])
  if (all === 0) return 'Nothing is hardwired in it, as far as it could be looked at.'
  const high = count(['high'])
  const things = `${all} certificate${all === 1 ? '' : 's'}, keys and pins`.replace(
    '1 certificate, keys and pins',
    'One object',
  )
  return high === 0
    ? `${things} are hardwired in it, none of level high.`
    : `${things} are hardwired in it, ${high} of level high.`
}

function AskEndpoint({ release }: { readonly release: ShownReleaseWhole }) {
  const [name, setName] = useState('')
  const [isTried, setTried] = useState(false)
  const navigate = useNavigate()
  const { mutate, isPending, error } = useJoin(release)
  const parsed = parseEndpoint(name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (parsed.ok)
      mutate(name.trim(), {
        onSuccess: () => void navigate({ to: '/releases/$id', params: { id: release.id } }),
      })
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
        {releaseName(release)} was scanned. {foundWords(release)}
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
