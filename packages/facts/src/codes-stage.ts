/** What can keep the stage of a rehearsal from opening or from taking a run; the source of `docs/errors.md`. */
export const stageCodes: readonly {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}[] = [
  {
    code: 'stage-cannot-listen',
    meaning: 'A port that the clients connect to cannot be opened here.',
    remedy:
      'See what is listening there, or rehearse in a sandbox with a network of its own: "foreseen doctor" lists them.',
  },
  {
    code: 'stage-address-taken',
    meaning: 'Two runs were given one address at the same time.',
    remedy: 'Report it; runs get addresses of their own.',
  },
  {
    code: 'stage-closed',
    meaning: 'A run was to begin after the rehearsal had ended.',
    remedy: 'Start the rehearsal anew.',
  },
]
