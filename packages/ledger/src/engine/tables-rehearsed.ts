/** Who rehearses, how far a rehearsal has come, and what it came to. */
export const rehearsedTables = {
  runners: {
    key: ['organisation', 'name'],
    columns: {
      organisation: 'text',
      name: 'text',
      holder: 'text',
      program: 'text',
      clients: 'text',
      seen_ms: 'int',
    },
  },
  rehearsal_leases: {
    key: ['run'],
    columns: {
      run: 'text',
      basis: 'text',
      attempt: 'int',
      lost: 'int',
      holder: 'text',
      until_ms: 'int?',
      share: 'int',
      said: 'text',
    },
  },
  rehearsal_outcomes: {
    key: ['run'],
    columns: { run: 'text', digest: 'text', body: 'text' },
  },
} as const
