/** A job as people see it. */
export interface ShownJob {
  readonly id: string
  readonly kind: string
  /** What it is about, in words: `scan joost 0.9.1`. */
  readonly title: string
  readonly key: string | null
  readonly state: 'waiting' | 'running' | 'done' | 'dead' | 'cancelled'
  readonly attempts: number
  readonly retries: number
  readonly created: string
  readonly notBefore: string | null
  readonly started: string | null
  readonly finished: string | null
  readonly worker: string | null
  readonly progress: { readonly share: number; readonly text: string } | null
  readonly lastError: string | null
}

export interface ShownJobCount {
  readonly kind: string
  readonly state: ShownJob['state']
  readonly count: number
}
