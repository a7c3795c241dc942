import { PageHeading } from '../design/heading.tsx'

export function JobList() {
  return <PageHeading title="Jobs" />
}
