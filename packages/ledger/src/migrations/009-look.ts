import type { EngineName } from '../engine/engine.ts'
import { type Migration, table } from './statements.ts'

const integer = (engine: EngineName): string => (engine === 'sqlite' ? 'integer' : 'bigint')

/** What was served at an endpoint's last look comes first, then why nothing was; texts of failures are `failed:CODE`. */
const lastLooks = `insert into looks
  select last.endpoint, last.at_ms, last.at_ms, max(here.state),
    case when max(here.state) = 'failed' then substr(min(here.served), 8) else '' end, '',
    min(objects.not_before_ms), min(objects.not_after_ms),
    case when max(here.state) = 'failed' then 1 else 0 end
  from (select endpoint, max(last_ms) as at_ms from observations group by endpoint) as last
  join observations as here on here.endpoint = last.endpoint and here.last_ms = last.at_ms
  left join chain_members on chain_members.chain = here.chain
  left join objects on objects.id = chain_members.object
  group by last.endpoint, last.at_ms`

export const look: Migration = {
  number: 9,
  name: 'settings, last looks, who watches',
  statements: engine => [
    table(
      engine,
      'settings',
      `organisation text primary key references organisations, private_addresses integer not null,
       loopback_addresses integer not null, horizon_days integer not null, changed_ms integer not null`,
    ),
    `alter table endpoints add column watched ${integer(engine)} not null default 1`,
    table(
      engine,
      'looks',
      `endpoint text primary key references endpoints, since_ms integer not null, at_ms integer not null,
       state text not null, code text not null, detail text not null, not_before_ms integer,
       not_after_ms integer, failures integer not null`,
    ),
    lastLooks,
  ],
}
