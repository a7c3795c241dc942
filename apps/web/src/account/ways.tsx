import type { ShownSignedIn, ShownSignIn } from '@foreseen/facts'
import { useMutation } from '@tanstack/react-query'
import { Button } from '../design/control.tsx'
import { ProblemNote } from '../design/state.tsx'
import { signInByPasskey } from './passkey.ts'

/** Signing in with what a device holds. */
function PasskeyWay({ enter }: { readonly enter: (signedIn: ShownSignedIn) => void }) {
  const signIn = useMutation({ mutationFn: signInByPasskey, onSuccess: enter })
  return (
    <>
      <Button busy={signIn.isPending} onClick={() => signIn.mutate()}>
        Use a passkey
      </Button>
      {signIn.error === null ? null : <ProblemNote error={signIn.error} />}
    </>
  )
}

/** Ways in beside the password, as far as the server has them. */
export const OtherWays = ({
  ways,
  enter,
  back,
}: {
  readonly ways: ShownSignIn
  readonly enter: (signedIn: ShownSignedIn) => void
  readonly back: string
}) => (
  <div className="other-ways stack">
    {ways.passkeys ? <PasskeyWay enter={enter} /> : null}
    {ways.provider === '' ? null : (
      <a className="button button-plain" href={`/api/v1/session/provider?back=${encodeURIComponent(back)}`}>
        Sign in with {ways.provider}
      </a>
    )}
  </div>
)
