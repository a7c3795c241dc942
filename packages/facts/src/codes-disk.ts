/** What can keep a file or folder from being read; the source of `docs/errors.md`. */
export const diskCodes: readonly {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}[] = [
  {
    code: 'disk-not-found',
    meaning: 'The path that was given does not exist.',
    remedy: 'Check the spelling; quote names with spaces.',
  },
  {
    code: 'disk-unreadable',
    meaning: 'A file or folder could not be opened or read; the detail holds the reason of the system.',
    remedy: 'Run as a user who may read it, or leave it out with --exclude.',
  },
  {
    code: 'disk-special',
    meaning:
      'The path that was given is a FIFO, a socket, a device or a file of the kernel: it has no end, or waits for a writer, or is made up when it is read.',
    remedy: 'Copy what it yields into a file and scan that.',
  },
  {
    code: 'disk-special-below',
    meaning: 'A FIFO, a socket or a device stands below a path that was given; such things are not read.',
    remedy: 'Nothing to do, unless it holds what you look for: then copy its contents into a file.',
  },
  {
    code: 'disk-kernel-files',
    meaning:
      'A file system of the kernel (proc, sysfs and the like): what it shows is made up when it is read.',
    remedy: 'Nothing to do: no stored bytes were passed over.',
  },
  {
    code: 'disk-link-loop',
    meaning: 'The link that was given leads back to itself.',
    remedy: 'Give the path of the file or folder that is meant.',
  },
  {
    code: 'disk-changed',
    meaning: 'The file grew, shrank or was rewritten while it was read.',
    remedy: 'Scan again when nothing writes to it, or scan a copy.',
  },
  {
    code: 'disk-worker-failed',
    meaning: 'A worker thread of the scan ended before its files were done.',
    remedy: 'Scan these files again with --jobs 1; please report what the detail says.',
  },
]
