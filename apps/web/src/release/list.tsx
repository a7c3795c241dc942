import { PageHeading } from '../design/heading.tsx'

export function ReleaseList() {
  return <PageHeading title="Releases" />
}
