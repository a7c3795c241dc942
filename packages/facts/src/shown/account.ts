/** People, and what they and programs sign in with. */

export type ShownRole = 'viewer' | 'responder' | 'editor' | 'owner'

/** How a person can sign in. */
export type ShownWay = 'password' | 'passkey' | 'provider'

/** Somebody who has an account. */
export interface ShownPerson {
  readonly id: string
  /** Lower case; what a person signs in with. */
  readonly email: string
  readonly name: string
  readonly role: ShownRole
  /** Empty until an invitation is taken up. */
  readonly ways: readonly ShownWay[]
  /** Whether there is a way, and the account is not closed. */
  readonly canSignIn: boolean
  readonly created: string
  readonly ended: string | null
}

/** The answer to whoever just signed in. */
export interface ShownSignedIn {
  readonly person: ShownPerson
  /** For the header X-CSRF-Token. */
  readonly csrfToken: string
}

/** An own passkey. */
export interface ShownPasskey {
  readonly id: string
  readonly name: string
  readonly created: string
  readonly used: string | null
}

/** How one may sign in here. */
export interface ShownSignIn {
  readonly password: boolean
  readonly passkeys: boolean
  /** Why passkeys do not work at the address that was asked, and what to do; '' where they do. */
  readonly passkeyTrouble: string
  /** Name of the OpenID provider; '' when none is configured. */
  readonly provider: string
}
