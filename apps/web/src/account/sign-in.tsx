import { PageHeading } from '../design/heading.tsx'

export function SignInPage() {
  return <PageHeading title="Sign in" />
}
