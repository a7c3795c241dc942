/** What the owner decides for the whole server. */
export interface ShownSettings {
  readonly organisation: string
  /** Endpoint checks may reach private addresses. */
  readonly privateAddresses: boolean
  /** ... and loopback; link-local and metadata addresses are never reached. */
  readonly loopbackAddresses: boolean
  readonly horizonDays: number
}
