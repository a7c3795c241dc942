/** What a queue of jobs promises, as tests that every engine passes. */

import type { Bench } from './bench.ts'
import { sending } from './sending.ts'
import { settling } from './settling.ts'
import { showing } from './showing.ts'

export type Case = (bench: Bench) => Promise<void>

export const conformance: Readonly<Record<string, Case>> = { ...sending, ...settling, ...showing }
