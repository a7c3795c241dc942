/** What can keep bytes from being looked at; the source of the scan's part of `docs/errors.md`. */
export const scanCodes: readonly {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}[] = [
  {
    code: 'scan-sealed',
    meaning: 'A member of an archive is encrypted.',
    remedy: 'Open it with its password and scan what it holds.',
  },
  {
    code: 'scan-unsupported',
    meaning:
      'An archive, compression or entry type that cannot be opened yet; its bytes were searched as they are.',
    remedy: 'Unpack it with its own tool and scan the result.',
  },
  {
    code: 'scan-truncated',
    meaning: 'An archive or compressed stream ends before its end; what is there was looked at.',
    remedy: 'Fetch the file again and compare its size or digest.',
  },
  {
    code: 'scan-damaged',
    meaning:
      'An archive or compressed stream contradicts its own format; what could be read was looked at, the rest was searched as it is.',
    remedy: 'Fetch the file again; if it is meant to be so, unpack it with a tool that tolerates it.',
  },
  {
    code: 'scan-size-lie',
    meaning: 'A member holds more or fewer bytes than its archive says; what it holds was looked at.',
    remedy: 'Find out who made the archive; a tool that trusts the sizes sees other contents.',
  },
  {
    code: 'scan-overlap',
    meaning: 'Members of an archive share the same bytes, as archive bombs do; each byte was looked at once.',
    remedy: 'Find out who made the archive.',
  },
  {
    code: 'scan-sparse',
    meaning: 'A sparse member of a tar: the data that is stored was searched, without its holes.',
    remedy: 'Unpack it and scan the result if offsets matter.',
  },
  {
    code: 'scan-outside',
    meaning: 'An archive names a file that lies beside it and not in it.',
    remedy: 'Scan the folder that the archive stands in.',
  },
  {
    code: 'scan-limit-depth',
    meaning: 'Containers are nested deeper than --max-depth, or an archive contains itself.',
    remedy: 'Raise --max-depth.',
  },
  {
    code: 'scan-limit-members',
    meaning: 'The containers of one file have more members than --max-members.',
    remedy: 'Raise --max-members.',
  },
  {
    code: 'scan-limit-ratio',
    meaning: 'A member grows more than --max-ratio times when it is opened, as archive bombs do.',
    remedy: 'Raise --max-ratio if the member is known to be harmless.',
  },
  {
    code: 'scan-limit-total',
    meaning: 'The containers of one file hold more bytes than --max-total.',
    remedy: 'Raise --max-total.',
  },
  {
    code: 'scan-limit-member',
    meaning: 'One member holds more bytes than --max-member.',
    remedy: 'Raise --max-member.',
  },
  {
    code: 'scan-limit-spill',
    meaning: 'There was no room in the temporary folder for a large member that must be read at random.',
    remedy: 'Free space in the temporary folder, or set TMPDIR to another one.',
  },
  {
    code: 'scan-limit-layers',
    meaning: 'Encodings are nested deeper than three, or decode to more than is searched.',
    remedy: 'Decode the outer layers and scan the result.',
  },
  {
    code: 'scan-limit-repeat',
    meaning: 'A member equals another one that holds very many findings; they are not all listed again.',
    remedy: 'Read the findings at the place that the record names.',
  },
  {
    code: 'scan-limit-embedded',
    meaning: 'Bytes hold very many beginnings of compressed streams; not all of them were tried.',
    remedy: 'Unpack the file with its own tool and scan the result.',
  },
  {
    code: 'scan-window',
    meaning: 'Something in a large compressed member needs more bytes around it than are kept of a stream.',
    remedy: 'Unpack the archive and scan the result.',
  },
  {
    code: 'scan-container-failed',
    meaning: 'A reader of archives failed: a defect of Foreseen. The bytes were searched as they are.',
    remedy: 'Report it with the file if it may be shared.',
  },
  {
    code: 'scan-detector-failed',
    meaning: 'A detector failed at one place: a defect of Foreseen. The others went on.',
    remedy: 'Report it with the bytes around the place if they may be shared.',
  },
]
