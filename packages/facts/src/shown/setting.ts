/** What the owner decides for the whole server. */
export interface ShownSettings {
  readonly organisation: string
  /** Endpoint checks may reach private addresses. */
  readonly privateAddresses: boolean
  /** ... and loopback; link-local and metadata addresses are never reached. */
  readonly loopbackAddresses: boolean
  readonly horizonDays: number
}

/** Somebody who signs in. */
export interface ShownPerson {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly role: 'viewer' | 'responder' | 'editor' | 'owner'
}

/** How one may sign in here. */
export interface ShownSignIn {
  readonly password: boolean
  readonly passkeys: boolean
  /** Name of the OpenID provider; '' when none is configured. */
  readonly provider: string
}
