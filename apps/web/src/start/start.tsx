import { PageHeading } from '../design/heading.tsx'
import { StartWays } from './ways.tsx'
import '../inventory/record.css'

/** First start. */
export function StartPage() {
  return (
    <div className="record">
      <PageHeading title="Where to begin" />
      <p className="sentence">
        Foreseen joins two things: what is hardwired in a release, and what its server will present on which
        day. Begin with either, or with an example.
      </p>
      <StartWays />
    </div>
  )
}
