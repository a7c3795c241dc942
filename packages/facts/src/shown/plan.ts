/** What `foreseen apply` would change or has changed: one line each, in the order of the file. */
export interface AppliedLine {
  readonly verb: 'create' | 'change' | 'end' | 'keep'
  readonly what: 'product' | 'release' | 'endpoint' | 'renewal-plan' | 'installs' | 'rehearsal-plan'
  readonly name: string
  /** Fields that change, `support: supported -> ending`; empty otherwise. */
  readonly changes: readonly string[]
}

export interface Applied {
  readonly lines: readonly AppliedLine[]
  /** `false`: this is the plan, and nothing was done. */
  readonly done: boolean
}
