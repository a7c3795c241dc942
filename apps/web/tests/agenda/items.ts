import type { AgendaItem } from '@foreseen/facts'

export const nowMs = Date.UTC(2026, 10, 22, 10)

/** An item as little as it can be; each test says what matters to it. */
export const itemOf = (change: Partial<AgendaItem>): AgendaItem => ({
  kind: 'break',
  day: null,
  earliest: null,
  latest: null,
  urgency: 'soon',
  outcome: null,
  sentence: 'Something comes.',
  action: 'See why.',
  href: '/forecast/for_1/0',
  releases: [],
  endpoint: null,
  installs: null,
  ...change,
})
