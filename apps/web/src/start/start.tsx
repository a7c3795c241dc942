import { PageHeading } from '../design/heading.tsx'

export function StartPage() {
  return <PageHeading title="First start" />
}
