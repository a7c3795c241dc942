import type { NeedleName } from '../kernel/needles.ts'
import { bytesAt } from '../structure/enclosing.ts'
import type { Detector, DetectorInput } from './contract.ts'

const HEAD_BYTES = 256
const LOOK_BACK_BYTES = 0x1_0000
const MIN_SALTED_BYTES = 32

interface Closed {
  readonly what: string
  readonly detail: string
  readonly end: number
}

const text = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes)

function vault(input: DetectorInput, at: number): Closed | undefined {
  const head = /^\$ANSIBLE_VAULT;1\.[0-9];[A-Z0-9]{1,16}(?:;[\w.-]{1,64})?[ \t]*\r?\n[ \t]*[0-9a-f]{16}/.exec(
    text(bytesAt(input, at, HEAD_BYTES)),
  )
  if (head === null) return undefined
  const detail = 'An Ansible vault: its vault password would open it.'
  return { what: 'ansible-vault', detail, end: at + head[0].length }
}

/** A file has one record, at its first closed value. */
function sops(input: DetectorInput, at: number): Closed | undefined {
  const value = /^ENC\[AES256_GCM,data:[^,\]]{0,200}/.exec(text(bytesAt(input, at, HEAD_BYTES)))
  const from = Math.max(0, at - LOOK_BACK_BYTES)
  const isFirst = !text(bytesAt(input, from, at - from)).includes('ENC[AES256_GCM,data:')
  if (value === null || !isFirst) return undefined
  const detail = 'Values sealed by SOPS: the key service or age or PGP key named in the file would open them.'
  return { what: 'sops', detail, end: at + value[0].length }
}

function whole(input: DetectorInput, at: number, what: string, detail: string): Closed | undefined {
  const end = input.sizeBytes ?? at + MIN_SALTED_BYTES
  return end - at >= MIN_SALTED_BYTES ? { what, detail, end } : undefined
}

function closedAt(needle: NeedleName, input: DetectorInput, at: number): Closed | undefined {
  if (needle === 'ansible-vault') return vault(input, at)
  if (needle === 'sops') return sops(input, at)
  if (needle === 'git-crypt') {
    return whole(
      input,
      at,
      'git-crypt',
      'A file sealed by git-crypt: the key of its repository would open it.',
    )
  }
  return whole(input, at, 'openssl-enc', 'A file sealed by openssl enc: its password would open it.')
}

/** Things that are closed to a scan: said so, with what would open them. */
export const sealedTextDetector: Detector = {
  id: 'sealed-text',
  catalogue: [27],
  needles: ['ansible-vault', 'sops', 'git-crypt', 'openssl-salted'],
  finds: 'Ansible vaults, SOPS values (one record a file), git-crypt and openssl enc files',
  ignores: 'the words in documentation and program code, without sealed octets after them',
  find(hit, input) {
    const closed = closedAt(hit.needle, input, hit.at)
    if (closed === undefined) return []
    const { what, detail, end } = closed
    return [{ type: 'sealed', start: hit.at, end, encoding: 'text', what, detail }]
  },
}
