import type { NeedleName } from '../kernel/needles.ts'
import {
  bytesLiteral,
  type CodeDigest,
  digestBefore,
  digestsAfter,
  quotedDigests,
} from '../pins/code-values.ts'
import { isComment, meaningOf } from '../pins/code-words.ts'
import { type PinContext, pinCatch } from '../pins/pin-catch.ts'
import { type TextAround, textAround } from '../pins/text.ts'
import type { Catch, Detector } from './contract.ts'

const BEFORE = 1500
const AFTER = 1500
const NEAR = 300
// A line of a root bundle up to the word in it, and what `isText` looks at.
const CLOSE = 160

type Meaning = Pick<PinContext, 'form' | 'target'>

const catchAt = (one: CodeDigest, offset: number, meaning: Meaning, label?: string): Catch => {
  const encoding = one.end - one.start === 44 ? 'base64' : 'hex'
  return pinCatch(
    one.digest,
    { start: offset + one.start, end: offset + one.end },
    { ...meaning, encoding, label },
  )
}

/** Is the text around the word program text or configuration, not the inside of a binary? */
function isText(text: string, at: number): boolean {
  return !/[\x00-\x08\x0e-\x1f]/.test(text.slice(Math.max(0, at - 64), at + 128))
}

/** Start of the identifier in which the word at `at` stands. */
function identifierStart(text: string, at: number): number {
  let from = at
  while (from > 0 && at - from < 64 && /[\w$-]/.test(text[from - 1] ?? '')) from--
  return from
}

/** Stands the word in a comment that begins close before it? Nearly all do: root bundles print their fingerprints. */
function isCommented(text: string, at: number): boolean {
  const from = identifierStart(text, at)
  const head = text.slice(0, from)
  return (head.includes('\n') || head.includes('\\n')) && isComment(text, from)
}

/** A digest beside `fingerprint` or `thumbprint`, before or after the identifier that holds the word. */
function besideWord({ text, start }: TextAround, at: number, word: string): Catch[] {
  const from = identifierStart(text, at)
  const to =
    at + word.length + (/^[\w$-]*/.exec(text.slice(at + word.length, at + word.length + 64))?.[0].length ?? 0)
  const identifier = text.slice(from, to)
  // An identifier with the word twice is spoken for by the first.
  if (identifier.toLowerCase().indexOf(word) !== at - from || isComment(text, from)) return []
  const around = text.slice(Math.max(0, from - NEAR), to + NEAR)
  const meaning = meaningOf(identifier, text.slice(Math.max(0, from - 4), from), around)
  if (meaning === undefined) return []
  const literal = identifier === 'Fingerprint' ? bytesLiteral(text.slice(to, to + 200)) : undefined
  if (literal) return [catchAt(literal, start + to, { form: 'python', target: 'certificate' })]
  const after = digestsAfter(text.slice(to, to + 1200)).filter(one => !isComment(text, to + one.start))
  const earlier = after.length > 0 ? undefined : digestBefore(text.slice(0, from))
  // MD5 without separators is also every other identifier of 32 digits.
  // The bare word before a bare digest is the output of a program, printed in a manual.
  const isProse = meaning.target === 'unknown' && /^fingerprints?$/i.test(identifier)
  const isQuoted = (one: CodeDigest): boolean => /["'`]/.test(text[to + one.start - 1] ?? '')
  const fits = (one: CodeDigest): boolean => one.digest.algorithm !== 'md5' || one.separated
  const caught = after
    .filter(one => fits(one) && (!isProse || isQuoted(one)))
    .map(one => catchAt(one, start + to, meaning, identifier))
  return earlier && fits(earlier) ? [catchAt(earlier, start, meaning, identifier)] : caught
}

/** `--discovery-token-ca-cert-hash sha256:…` and `caCertHashes` of kubeadm: SHA-256 of the key of the CA. */
function kubeadm({ text, start }: TextAround, at: number): Catch[] {
  const before = text.slice(Math.max(0, at - NEAR), at)
  const isFlag = /discovery-token-ca-cert-hash["']?[ =,]{1,3}["']?$/.test(before)
  const isList =
    /caCertHashes["']?:[\s[]{0,20}(?:(?:- )?["']?sha256:[0-9a-f]{64}["']?,?\s{0,20}){0,4}(?:- )?["']?$/.test(
      before,
    )
  const value = /^sha256:([0-9A-Fa-f]{64})(?![0-9A-Fa-f])/.exec(text.slice(at))?.[1]
  if (value === undefined || (!isFlag && !isList)) return []
  const [one] = quotedDigests(`"${value}"`)
  const meaning: Meaning = { form: 'fingerprint', target: 'spki' }
  if (one === undefined) return []
  return [
    catchAt({ ...one, start: at, end: at + 'sha256:'.length + value.length }, start, meaning, 'kubeadm'),
  ]
}

/** A call that compares digests, and what must stand near it for that to be of a certificate. */
interface Call {
  readonly word: string
  readonly needs: RegExp
  readonly before: number
  readonly after: number
  readonly base64: boolean
  readonly meaning: (text: string) => Meaning
}

const certificate = (form: Meaning['form']) => (): Meaning => ({ form, target: 'certificate' })
const go = (text: string): Meaning => ({
  form: 'go',
  target: text.includes('RawSubjectPublicKeyInfo') ? 'spki' : 'certificate',
})
const GO_DIGEST = /sha(?:256|1)\.(?:Sum|New)/

const CALLS: Partial<Record<NeedleName, Call>> = {
  'pin-node': {
    word: 'checkServerIdentity',
    needs: /pubkey|publicKey/,
    before: 800,
    after: AFTER,
    base64: true,
    meaning: () => ({ form: 'node', target: 'spki' }),
  },
  'pin-go': {
    word: 'VerifyPeerCertificate',
    needs: GO_DIGEST,
    before: BEFORE,
    after: AFTER,
    base64: true,
    meaning: go,
  },
  'pin-go-spki': {
    word: 'RawSubjectPublicKeyInfo',
    needs: GO_DIGEST,
    before: 800,
    after: 800,
    base64: true,
    meaning: go,
  },
  'pin-dotnet': {
    word: 'GetCertHashString',
    needs: /ertificate/,
    before: 400,
    after: 400,
    base64: false,
    meaning: certificate('dotnet'),
  },
  'pin-qt': {
    word: 'QCryptographicHash',
    needs:
      /\.digest\(\s{0,8}QCryptographicHash[\s\S]*ertificate|ertificate[\s\S]*\.digest\(\s{0,8}QCryptographicHash/,
    before: 400,
    after: 400,
    base64: false,
    meaning: certificate('qt'),
  },
}

/** Digests in quotes near a call; those beside a word of their own are left to it. */
function nearCall({ text, start }: TextAround, at: number, call: Call): Catch[] {
  const from = Math.max(0, at - call.before)
  const near = text.slice(from, at + call.after)
  // One call reports all it reaches; the next ones in its reach would repeat it.
  const isFirst = !text.slice(0, at).includes(call.word)
  const isOther = call.word === 'RawSubjectPublicKeyInfo' && text.includes('VerifyPeerCertificate')
  if (!isFirst || isOther || !call.needs.test(near)) return []
  const digests = quotedDigests(near).filter(one => {
    const isBase64 = one.end - one.start === 44
    const lead = near.slice(Math.max(0, one.start - 60), one.start)
    const spoken = /(?:finger|thumb)print/i.test(lead) || isComment(near, one.start)
    return (
      !spoken &&
      one.digest.algorithm !== 'md5' &&
      (call.base64 || !isBase64) &&
      (isBase64 || call.word !== 'checkServerIdentity')
    )
  })
  return digests.map(one => catchAt(one, start + from, call.meaning(near)))
}

/** Digests that program text or configuration compares with a certificate or its key. */
export const pinCodeDetector: Detector = {
  id: 'pin-code',
  catalogue: [66, 69, 81],
  needles: [
    'pin-fingerprint',
    'pin-thumbprint',
    'pin-sha256-colon',
    'pin-node',
    'pin-go',
    'pin-go-spki',
    'pin-dotnet',
    'pin-qt',
  ],
  finds:
    'hex digests beside fingerprint256, assert_fingerprint, Thumbprint and their like; kubeadm and Elastic; Go, Qt, .NET',
  ignores:
    'comments of root bundles, PGP and SSH fingerprints, APK signers, image digests, placeholders, binaries',
  find(hit, input) {
    const close = textAround(input, hit.at, CLOSE, CLOSE)
    if (!isText(close.text, hit.at - close.start)) return []
    const isWord = hit.needle === 'pin-fingerprint' || hit.needle === 'pin-thumbprint'
    if (isWord && isCommented(close.text, hit.at - close.start)) return []
    if (hit.needle === 'pin-sha256-colon') {
      const line = textAround(input, hit.at, NEAR, CLOSE)
      return kubeadm(line, hit.at - line.start)
    }
    const around = textAround(input, hit.at, BEFORE, AFTER)
    const at = hit.at - around.start
    if (hit.needle === 'pin-fingerprint') return besideWord(around, at, 'fingerprint')
    if (hit.needle === 'pin-thumbprint') return besideWord(around, at, 'thumbprint')
    const call = CALLS[hit.needle]
    return call === undefined ? [] : nearCall(around, at, call)
  },
}
