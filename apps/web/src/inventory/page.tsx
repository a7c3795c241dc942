import { PageHeading } from '../design/heading.tsx'

export function ObjectPage() {
  return <PageHeading title="Object" />
}
