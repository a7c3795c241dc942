import { PageHeading } from '../design/heading.tsx'

export function EndpointList() {
  return <PageHeading title="Endpoints" />
}
