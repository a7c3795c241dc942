import { guards, type Migration, table } from './statements.ts'

/**
 * Texts of lines by their content: a forecast of a fleet is made anew whenever one endpoint changes, and most of its
 * lines say what those of the one before said. A line's body is the digest of its text; older ones are texts themselves.
 */
export const told: Migration = {
  number: 12,
  name: 'texts of forecasts by content, lines by day',
  statements: engine => [
    table(engine, 'breakage_texts', 'sha256 text primary key, body text not null', true),
    ...guards(engine, 'breakage_texts', false),
    'create index breakages_by_day on breakages (expected_ms, forecast, ordinal)',
  ],
}
