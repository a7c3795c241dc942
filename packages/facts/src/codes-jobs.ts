/** What can go wrong with jobs of the ledger; the source of `docs/errors.md`. */
export const jobCodes: readonly {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}[] = [
  {
    code: 'jobs-bad-kind',
    meaning: 'The name of a kind of job is not lower-case words with hyphens, or longer than 40 characters.',
    remedy: 'Name it like "observe" or "take-in".',
  },
  {
    code: 'jobs-bad-key',
    meaning: 'The key of a job is empty, longer than 200 characters, or holds control characters.',
    remedy: 'Build the key from an identifier, such as "endpoint:end_01J...".',
  },
  {
    code: 'jobs-bad-option',
    meaning: 'A number given with a job or a worker is out of its bounds.',
    remedy: 'Take a value within the bounds that are named.',
  },
  {
    code: 'jobs-bad-payload',
    meaning: 'The payload of a job is no JSON object.',
    remedy: 'Send plain objects, arrays, texts, numbers, true, false and null only.',
  },
  {
    code: 'jobs-too-large',
    meaning: 'The payload of a job has more than 256 kB.',
    remedy: 'Store the bytes in the ledger and send their identifier.',
  },
  {
    code: 'jobs-busy',
    meaning: 'Another process kept the database locked for half a minute.',
    remedy: 'End the process that holds it; nothing was written, and the call may be repeated.',
  },
  {
    code: 'jobs-schema-newer',
    meaning: 'The tables of the jobs were made by a newer program.',
    remedy: 'Start the newer program; tables are never taken back.',
  },
  {
    code: 'jobs-closed',
    meaning: 'The queue was closed before the call.',
    remedy: 'Open it again.',
  },
  {
    code: 'jobs-closing',
    meaning:
      'The worker ends; what it has not finished goes back and is taken by another, or after the restart.',
    remedy: 'Nothing needs to be done.',
  },
  {
    code: 'jobs-cancelled',
    meaning: 'The job was cancelled while it ran.',
    remedy: 'Send it again if it is still wanted.',
  },
  {
    code: 'jobs-lease-lost',
    meaning: 'A worker stopped answering for longer than the lease, and its job was taken from it.',
    remedy: 'The job is tried again by itself; look at the worker when it happens often.',
  },
  {
    code: 'jobs-timeout',
    meaning: 'The job ran longer than its kind may.',
    remedy: 'Look at what it waits for; the job page shows how far it came.',
  },
]
