import { PageHeading } from '../design/heading.tsx'

export function SetupPage() {
  return <PageHeading title="Become the owner" />
}
