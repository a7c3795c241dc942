import { PageHeading } from '../design/heading.tsx'

export function InvitationPage() {
  return <PageHeading title="Set a password" />
}
