import { PageHeading } from '../design/heading.tsx'

export function LinePage() {
  return <PageHeading title="Forecast of one release" />
}
