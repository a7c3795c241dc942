import { PageHeading } from '../design/heading.tsx'

export function ReleasePage() {
  return <PageHeading title="Release" />
}
