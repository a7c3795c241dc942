/** A run that waits or goes on, where the page waits for it. */
import type { ShownPage, ShownRehearsalPlan, ShownRun, ShownRunner } from '@foreseen/facts'
import { Button } from '../design/control.tsx'
import { ProblemNote, ProgressBar } from '../design/state.tsx'
import { Command } from '../design/text.tsx'
import { useGet, useSend } from '../http/query.ts'
import { useMay } from '../shell/session.ts'
import { runnerCommand } from './runners.tsx'
import { runWords } from './words.ts'

export const isOpen = ({ state }: Pick<ShownRun, 'state'>): boolean =>
  state === 'waiting' || state === 'running'

/** How far a run is is no event: it is asked for. */
const everyMs = 2000
export const whileOpen = (run: ShownRun | null | undefined): number | undefined =>
  run !== null && run !== undefined && isOpen(run) ? everyMs : undefined

/** Why nobody takes it: no runner has all of its clients. */
function Nobody({ plan }: { readonly plan: ShownRehearsalPlan }) {
  const { data } = useGet<ShownPage<ShownRunner>>('/runners')
  if (data === undefined) return null
  const names = plan.clients.map(({ name }) => name)
  if (data.items.some(({ clients }) => names.every(name => clients.includes(name)))) return null
  const known = new Set(data.items.flatMap(({ clients }) => clients))
  const lacking = names.filter(name => !known.has(name))
  return (
    <div className="stack">
      <p>
        {data.items.length === 0
          ? 'No runner has come to this server yet. Start one on a machine that has these clients:'
          : `No runner has all clients of this plan${lacking.length === 0 ? '' : `; nobody has ${lacking.join(', ')}`}. Add them to the file of a runner and start it again:`}
      </p>
      <Command text={runnerCommand()} />
    </div>
  )
}

/** What it does, how far it is, and a button that ends it. */
export function UnderWay({
  run,
  plan,
}: {
  readonly run: ShownRun
  readonly plan: ShownRehearsalPlan | undefined
}) {
  const mayEnd = useMay('responder')
  const cancel = useSend<ShownRun>('POST', `/runs/${run.id}/cancel`, ['rehearsals'], {
    body: () => undefined,
  })
  const title = `${run.plan.name} ${runWords(run)}`
  return (
    <section className="under-way stack" aria-label="Run under way">
      <p role="status">
        {run.state === 'running' ? `Rehearsing on ${run.runner}: ` : 'Waits for a runner. '}
        {run.text}
      </p>
      <div className="row">
        {run.state === 'running' ? <ProgressBar share={run.share} label={title} /> : null}
        {mayEnd ? (
          <Button
            kind="quiet"
            busy={cancel.isPending}
            onClick={() => cancel.mutate()}
            label={`Cancel the run of ${run.plan.name}`}
          >
            Cancel
          </Button>
        ) : null}
      </div>
      {run.state === 'waiting' && plan !== undefined ? <Nobody plan={plan} /> : null}
      {cancel.error === null ? null : <ProblemNote error={cancel.error} />}
    </section>
  )
}
