import { PageHeading } from '../design/heading.tsx'

export function EndpointPage() {
  return <PageHeading title="Endpoint" />
}
