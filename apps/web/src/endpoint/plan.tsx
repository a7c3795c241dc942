import type { ShownEndpointWhole, ShownRenewalPlan } from '@foreseen/facts'
import { type FormEvent, useState } from 'react'
import { Button, CheckField, SelectField, TextField } from '../design/control.tsx'
import { ProblemNote } from '../design/state.tsx'
import { useSend } from '../http/query.ts'
import { useMay } from '../shell/session.ts'
import {
  keyPolicies,
  keyPolicyTitles,
  parseRenewal,
  type RawRenewal,
  rawRenewal,
  renewalSentence,
} from './renewal.ts'

function PlanFields({
  raw,
  set,
  wrong,
}: {
  readonly raw: RawRenewal
  readonly set: (part: Partial<RawRenewal>) => void
  readonly wrong: { readonly field: keyof RawRenewal; readonly detail: string } | undefined
}) {
  const errorOf = (field: keyof RawRenewal) => (wrong?.field === field ? wrong.detail : undefined)
  return (
    <>
      <div className="form-row">
        <TextField
          label="Who renews it"
          hint="a person, a team or a program"
          value={raw.renews}
          onChange={renews => set({ renews })}
        />
        <SelectField
          label="What changes"
          value={raw.keyPolicy}
          onChange={keyPolicy => set({ keyPolicy })}
          options={keyPolicies.map(value => ({ value, label: keyPolicyTitles[value] }))}
        />
      </div>
      <div className="form-row">
        <TextField
          label="Days before its end"
          hint="nothing: at two thirds of its life"
          value={raw.leadDays}
          onChange={leadDays => set({ leadDays })}
          error={errorOf('leadDays')}
        />
        <TextField
          label="Day of the next renewal"
          hint="where it is fixed"
          type="date"
          value={raw.renewalDay}
          onChange={renewalDay => set({ renewalDay })}
          error={errorOf('renewalDay')}
        />
      </div>
      <div className="form-row">
        <TextField
          label="Next issuer"
          hint="nothing: the same as now"
          value={raw.nextIssuer}
          onChange={nextIssuer => set({ nextIssuer })}
        />
        <TextField
          label="When it may be done"
          hint="hours and weekdays, in words"
          value={raw.window}
          onChange={window => set({ window })}
        />
      </div>
      <CheckField
        label="Somebody else runs it"
        hint="Key and issuer may change without a word."
        checked={raw.thirdParty}
        onChange={thirdParty => set({ thirdParty })}
      />
    </>
  )
}

function PlanForm({
  endpoint,
  onDone,
}: {
  readonly endpoint: ShownEndpointWhole
  readonly onDone: () => void
}) {
  const [raw, setRaw] = useState(() => rawRenewal(endpoint.plan))
  const [isTried, setTried] = useState(false)
  const rooms = ['endpoints', 'forecasts'] as const
  const keep = useSend<ShownEndpointWhole, ShownRenewalPlan>('PUT', `/endpoints/${endpoint.id}/plan`, rooms)
  const drop = useSend<null>('DELETE', `/endpoints/${endpoint.id}/plan`, rooms)
  const read = parseRenewal(raw)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (read.ok) keep.mutate(read.plan, { onSuccess: onDone })
  }
  return (
    <form className="form" onSubmit={submit} noValidate>
      <PlanFields
        raw={raw}
        set={part => setRaw({ ...raw, ...part })}
        wrong={isTried && !read.ok ? read : undefined}
      />
      {keep.error === null ? null : <ProblemNote error={keep.error} />}
      {drop.error === null ? null : <ProblemNote error={drop.error} />}
      <div className="row">
        <Button kind="main" type="submit" busy={keep.isPending}>
          Keep the plan
        </Button>
        <Button onClick={onDone}>Leave it</Button>
        {endpoint.plan === null ? null : (
          <Button
            kind="danger"
            busy={drop.isPending}
            onClick={() => drop.mutate(undefined, { onSuccess: onDone })}
          >
            Take the plan away
          </Button>
        )}
      </div>
    </form>
  )
}

/** How it is renewed, in a sentence, and the form that says it. */
export function RenewalPlan({ endpoint }: { readonly endpoint: ShownEndpointWhole }) {
  const [isEditing, setEditing] = useState(false)
  const mayEdit = useMay('editor')
  return (
    <section aria-labelledby="plan-heading">
      <h2 id="plan-heading">Renewal</h2>
      <p>
        {renewalSentence(endpoint.plan)}
        {endpoint.plan === null || endpoint.plan.nextIssuer === ''
          ? ''
          : ` Next issuer: ${endpoint.plan.nextIssuer}.`}
        {endpoint.plan === null || endpoint.plan.window === ''
          ? ''
          : ` It may be done ${endpoint.plan.window}.`}
      </p>
      {isEditing ? <PlanForm endpoint={endpoint} onDone={() => setEditing(false)} /> : null}
      {mayEdit && !isEditing ? (
        <div>
          <Button onClick={() => setEditing(true)}>
            {endpoint.plan === null ? 'Say how' : 'Change the plan'}
          </Button>
        </div>
      ) : null}
    </section>
  )
}
