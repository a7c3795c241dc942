import type { Tables } from './door.ts'

/**
 * Milliseconds that have really passed, for all processes that share the file. The monotonic clock of the machine says
 * how long ago the last reading was; after a reboot it starts again, and the count goes on from where it stood (no
 * worker of before lives then). The wall clock is not asked: it may jump by hours in both directions.
 */
export function tickNow(tables: Tables, monotonicMs: number): number {
  const now = Math.floor(monotonicMs)
  const row = tables.one('select tick_ms, monotonic_ms from job_tick where one = 1')
  const elapsed = Math.max(0, now - Number(row?.monotonic_ms ?? now))
  const tick = Number(row?.tick_ms ?? 0) + elapsed
  tables.run(
    `insert into job_tick (one, tick_ms, monotonic_ms) values (1, ?, ?)
     on conflict (one) do update set tick_ms = excluded.tick_ms, monotonic_ms = excluded.monotonic_ms`,
    tick,
    now,
  )
  return tick
}
