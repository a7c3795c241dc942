import { useNavigate } from '@tanstack/react-router'
import { EndpointForm } from '../endpoint/add.tsx'
import { useMay } from '../shell/session.ts'
import { ArtefactWay } from './artefact.tsx'
import { SampleWay } from './sample.tsx'
import './start.css'
import '../inventory/record.css'

function EndpointWay() {
  const navigate = useNavigate()
  return (
    <section aria-labelledby="endpoint-heading">
      <h2 id="endpoint-heading">Name an endpoint</h2>
      <p>
        Its certificates are looked at from here: what it serves, until when, and what becomes of clients when
        it changes.
      </p>
      <EndpointForm onAdded={({ id }) => void navigate({ to: '/endpoints/$id', params: { id } })} />
    </section>
  )
}

/** Three ways in, side by side where there is room; the agenda shows them too while it is empty. */
export function StartWays() {
  if (!useMay('editor'))
    return <p>Nothing is here yet. An editor can send the first artefact or name the first endpoint.</p>
  return (
    <div className="record start-ways">
      <ArtefactWay />
      <EndpointWay />
      <SampleWay />
    </div>
  )
}
