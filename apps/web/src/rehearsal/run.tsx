import { PageHeading } from '../design/heading.tsx'

export function RunPage() {
  return <PageHeading title="Run" />
}
