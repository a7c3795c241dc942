import { PageHeading } from '../design/heading.tsx'

export function ForecastPage() {
  return <PageHeading title="Forecast" />
}
