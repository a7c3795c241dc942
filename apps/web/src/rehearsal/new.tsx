/** A plan by hand: names of hosts, clients and scenarios. What they stand for is in the files of runners. */
import type { ShownEndpoint, ShownPage, ShownRehearsalPlan, ShownRelease, ShownRunner } from '@foreseen/facts'
import { scenarios } from '@foreseen/rules'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { Button, CheckField, SelectField, TextField } from '../design/control.tsx'
import { PageHeading } from '../design/heading.tsx'
import { ProblemNote } from '../design/state.tsx'
import { useGet, useSend } from '../http/query.ts'
import {
  bodyOf,
  clientsOf,
  type Draft,
  draftProblems,
  emptyDraft,
  type PlanBody,
  releaseName,
  releaseOf,
} from './new-plan.ts'
import '../inventory/record.css'
import './rehearsal.css'

interface PartProps {
  readonly draft: Draft
  readonly change: (changes: Partial<Draft>) => void
  readonly problems: Readonly<Record<string, string>>
}

const kindOptions = [
  { value: 'what-if', label: 'what may come: chains of a rehearsal CA' },
  { value: 'real', label: "the chain that is to go live, from the runner's files" },
] as const

const toggled = (list: readonly string[], item: string, isOn: boolean): readonly string[] =>
  isOn ? [...list, item] : list.filter(each => each !== item)

function Clients({ draft, change, problems }: PartProps) {
  const runners = useGet<ShownPage<ShownRunner>>('/runners?limit=100')
  const offered = [...new Set((runners.data?.items ?? []).flatMap(({ clients }) => clients))]
  return (
    <fieldset className="fields">
      <legend>Clients</legend>
      {offered.map(name => (
        <CheckField
          key={name}
          label={name}
          checked={draft.chosen.includes(name)}
          onChange={isOn => change({ chosen: toggled(draft.chosen, name, isOn) })}
        />
      ))}
      <TextField
        label={offered.length === 0 ? 'Names of clients' : 'Others'}
        hint="as a runner's file has them, one a line"
        value={draft.others}
        onChange={others => change({ others })}
        lines={offered.length === 0 ? 3 : 2}
        error={problems.clients}
      />
    </fieldset>
  )
}

function Releases({ draft, change }: PartProps) {
  const { data } = useGet<ShownPage<ShownRelease>>('/releases?limit=500')
  const releases = data?.items ?? []
  const clients = clientsOf(draft)
  if (releases.length === 0 || clients.length === 0) return null
  const options = [
    { value: '', label: 'no release of this server' },
    ...releases.map(release => ({ value: release.id, label: releaseName(release) })),
  ]
  return (
    <fieldset className="fields">
      <legend>Which release each client is</legend>
      {clients.map(client => (
        <SelectField
          key={client}
          label={client}
          value={releaseOf(draft, client, releases)}
          onChange={release => change({ releases: { ...draft.releases, [client]: release } })}
          options={options}
        />
      ))}
    </fieldset>
  )
}

function Endpoint({ draft, change }: PartProps) {
  const { data } = useGet<ShownPage<ShownEndpoint>>('/endpoints?limit=500')
  const options = [
    { value: '', label: 'none: rehearsed by hand alone' },
    ...(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ]
  return (
    <SelectField
      label="Starts from what is served at"
      hint="and is rehearsed again when that changes, the more often the nearer its end"
      value={draft.endpoint}
      onChange={endpoint => {
        const name = data?.items.find(({ id }) => id === endpoint)?.name
        change({ endpoint, ...(draft.hosts.trim() === '' && name !== undefined ? { hosts: name } : {}) })
      }}
      options={options}
    />
  )
}

function Scenarios({ draft, change, problems }: PartProps) {
  if (draft.kind === 'real') return null
  return (
    <fieldset className="fields">
      <legend>Scenarios</legend>
      <CheckField
        label="All that apply"
        checked={draft.isAll}
        onChange={isAll => change({ isAll })}
        hint={`${scenarios.length} are built in; a runner's file may have more`}
      />
      {draft.isAll ? null : (
        <div className="choices">
          {scenarios
            .filter(({ kind }) => kind !== 'baseline')
            .map(({ id, title, about }) => (
              <CheckField
                key={id}
                label={title}
                hint={about}
                checked={draft.scenarios.includes(id)}
                onChange={isOn => change({ scenarios: toggled(draft.scenarios, id, isOn) })}
              />
            ))}
        </div>
      )}
      {problems.scenarios === undefined ? null : <p className="field-error">{problems.scenarios}</p>}
    </fieldset>
  )
}

function PlanForm() {
  const navigate = useNavigate()
  const [draft, setDraft] = useState(emptyDraft)
  const [isTried, setTried] = useState(false)
  const { data } = useGet<ShownPage<ShownRelease>>('/releases?limit=500')
  const make = useSend<ShownRehearsalPlan, PlanBody>('POST', '/rehearsal-plans', ['rehearsals'])
  const found = draftProblems(draft)
  const problems = isTried ? found : {}
  const change = (changes: Partial<Draft>): void => setDraft(before => ({ ...before, ...changes }))
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(found).length > 0) return
    make.mutate(bodyOf(draft, data?.items ?? []), {
      onSuccess: ({ id }) => void navigate({ to: '/rehearsals/plans/$id', params: { id } }),
    })
  }
  const part = { draft, change, problems }
  return (
    <form className="form plan-form" onSubmit={submit} noValidate>
      <TextField
        label="Name"
        value={draft.name}
        onChange={name => change({ name })}
        error={problems.name}
        autoComplete="off"
      />
      <Endpoint {...part} />
      <TextField
        label="Hosts under rehearsal"
        hint="HOST or HOST:PORT, one a line"
        value={draft.hosts}
        onChange={hosts => change({ hosts })}
        lines={2}
        error={problems.hosts}
      />
      <Clients {...part} />
      <Releases {...part} />
      <SelectField
        label="Presents"
        value={draft.kind}
        onChange={kind => change({ kind })}
        options={kindOptions}
      />
      <Scenarios {...part} />
      {make.error === null ? null : <ProblemNote error={make.error} />}
      <Button kind="main" type="submit" busy={make.isPending}>
        Plan it
      </Button>
    </form>
  )
}

export function NewPlanPage() {
  return (
    <div className="record">
      <PageHeading title="Plan a rehearsal" />
      <p className="quiet">
        A plan holds names. Which program a client is stands in the file of a runner, on a machine of yours.
      </p>
      <PlanForm />
    </div>
  )
}
