import { PageHeading } from '../design/heading.tsx'

export function AgendaPage() {
  return <PageHeading title="Agenda" />
}
