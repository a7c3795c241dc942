import { PageHeading } from '../design/heading.tsx'

export function RehearsalList() {
  return <PageHeading title="Rehearsals" />
}
