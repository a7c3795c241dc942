import { guards, type Migration, table } from './statements.ts'

export const forecast: Migration = {
  number: 6,
  name: 'forecasts, breakages, scores',
  statements: engine => [
    table(
      engine,
      'forecasts',
      `id text primary key, organisation text not null references organisations,
       inputs_sha256 text not null, program text not null, at_ms integer not null,
       horizon_ms integer not null, body text not null, body_sha256 text not null,
       unique (organisation, inputs_sha256)`,
    ),
    table(
      engine,
      'breakages',
      `forecast text not null references forecasts, ordinal integer not null, release text not null,
       endpoint text not null, outcome text not null, level text not null, earliest_ms integer,
       expected_ms integer, latest_ms integer, body text not null, primary key (forecast, ordinal)`,
      true,
    ),
    'create index breakages_by_release on breakages (release, forecast)',
    'create index breakages_by_endpoint on breakages (endpoint, forecast)',
    table(
      engine,
      'forecast_scores',
      `forecast text not null, ordinal integer not null, scored_ms integer not null, result text not null,
       body text not null, primary key (forecast, ordinal),
       foreign key (forecast, ordinal) references breakages (forecast, ordinal)`,
      true,
    ),
    ...['forecasts', 'breakages', 'forecast_scores'].flatMap(name => guards(engine, name, false)),
  ],
}
