import type { Desk } from './desk.ts'
import { hashOf, newSecret } from './secret.ts'

/**
 * What is asked and must be answered soon, once, at whichever server of several. The ledger keeps the hash: who reads
 * it cannot answer.
 */
export type ChallengePurpose = 'passkey-add' | 'passkey-join' | 'passkey-sign-in' | 'provider'

/** As long as a person may take to find the key, or to sign in at the provider. */
export const challengeMs = 600_000

/** Answers 43 characters of base64url. */
export async function giveChallenge(desk: Desk, purpose: ChallengePurpose, subject: string): Promise<string> {
  const challenge = newSecret(desk.random)
  const expiresMs = desk.now() + challengeMs
  await desk.store.addChallenge({ hash: hashOf(challenge), purpose, subject, expiresMs })
  return challenge
}

/** The subject that the challenge was given for; `undefined` when it was used, has ended, or was never given. */
export const takeChallenge = (
  { store }: Desk,
  purpose: ChallengePurpose,
  challenge: string,
): Promise<string | undefined> => store.takeChallenge(purpose, hashOf(challenge))
