import { PageHeading } from '../design/heading.tsx'

export function SettingsPage() {
  return <PageHeading title="Settings" />
}
