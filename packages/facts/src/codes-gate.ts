/** What keeps a gate from deciding, or a deployment from being made; the source of `docs/errors.md`. */
export const gateCodes: readonly {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}[] = [
  {
    code: 'deploy-locked',
    meaning: 'Another gate works in this live folder.',
    remedy: 'Wait for it; if none runs any more, remove the lock file that the message names.',
  },
  {
    code: 'deploy-not-live-folder',
    meaning: 'What is called "live" in the folder is no link to one of its generations.',
    remedy: 'Give an empty folder, or move that file away.',
  },
  {
    code: 'deploy-cannot-write',
    meaning: 'The live folder cannot be read or written.',
    remedy: 'Give a folder on a disk with room that may be written by whoever runs the gate.',
  },
  {
    code: 'deploy-no-previous',
    meaning: 'There is no generation to go back to.',
    remedy: 'Stage the certificate you want and promote it.',
  },
  {
    code: 'deploy-not-started',
    meaning: 'The deploy command could not be started.',
    remedy: 'Check its name and that it may be executed; a shell line goes into sh -c "...".',
  },
  {
    code: 'deploy-failed',
    meaning: 'The deploy command ended with a code other than 0, or by a signal.',
    remedy: 'Read what it printed, mend it and run the gate again; the previous generation is live.',
  },
  {
    code: 'deploy-timeout',
    meaning: 'The deploy command did not end within the time allowed and was ended.',
    remedy: 'Allow more with --deploy-timeout, or let it return at once and work in the background.',
  },
  {
    code: 'gate-staged-changed',
    meaning: 'The staged files changed while the gate was deciding; what was rehearsed is not what is there.',
    remedy: 'Let nothing write to them while the gate runs, and run it again.',
  },
  {
    code: 'gate-missing-option',
    meaning: 'The gate was started without something that it needs.',
    remedy: 'Give what the message names; the examples of the help show it.',
  },
  {
    code: 'gate-bad-approval',
    meaning: 'The value of --approve is neither a name nor NAME:FINGERPRINT.',
    remedy: 'Write who approves; to promote what was refused also the fingerprint that the refusal printed.',
  },
  {
    code: 'gate-bad-share',
    meaning: 'The value of --tolerate is no share.',
    remedy: 'Write a percentage or a fraction: 0.5%, 0.005.',
  },
]
