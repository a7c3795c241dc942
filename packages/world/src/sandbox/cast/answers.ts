import { type Certificate, certificateFacts } from '@foreseen/x509'
import type { PlainAnswer } from '../parts.ts'
import { type Authority, revocationHosts } from './authorities.ts'
import { authorityKeyId, listNumber } from './extension.ts'
import { issued } from './materials.ts'
import { signRevocationList } from './sign.ts'
import { goodStatus, readStatusRequest, refusedStatus } from './status-response.ts'

/** What the answers need of a cast. */
export interface AnswerOptions {
  readonly authority: (keyId: string) => Authority | undefined
  /** From when to when a list or response holds; wide enough for every clock of the rehearsal. */
  readonly thisUpdateMs: number
  readonly nextUpdateMs: number
  /** Certificates of the operator's chains: their issuers are given out at the addresses that they name. */
  readonly real: readonly Certificate[]
}

/** Longer than any OCSP request in a URL. */
const maxRequest = 4096

const found = (type: string, body: Uint8Array): PlainAnswer => ({ status: 200, type, body })

/** An OCSP request, posted or as base64 in the path (RFC 6960 A.1). */
function statusRequest(method: string, rest: string, body: Uint8Array): Uint8Array {
  if (method !== 'GET') return body.subarray(0, maxRequest)
  const text = rest.slice(0, maxRequest)
  try {
    return Buffer.from(decodeURIComponent(text), 'base64')
  } catch {
    return new Uint8Array()
  }
}

function answerStatus(options: AnswerOptions, method: string, path: string, body: Uint8Array): PlainAnswer {
  const [, keyId = '', rest = ''] = /^\/([0-9a-f]+)\/?(.*)$/s.exec(path) ?? []
  const type = 'application/ocsp-response'
  const request = readStatusRequest(statusRequest(method, rest, body))
  if (request === undefined) return found(type, refusedStatus(1))
  const issuer = options.authority(keyId)
  if (issuer === undefined) return found(type, refusedStatus(6))
  return found(type, goodStatus(request, issuer, options.thisUpdateMs, options.nextUpdateMs))
}

async function answerList(options: AnswerOptions, path: string): Promise<PlainAnswer> {
  const issuer = options.authority(/^\/([0-9a-f]+)\.crl$/.exec(path)?.[1] ?? '')
  if (issuer === undefined) return { status: 404, type: 'text/plain', body: new Uint8Array() }
  const draft = {
    issuer: issuer.subject,
    thisUpdateMs: options.thisUpdateMs,
    nextUpdateMs: options.nextUpdateMs,
    extensions: [authorityKeyId(issuer.keyId), listNumber()],
  }
  return found('application/pkix-crl', await signRevocationList(draft, issuer.key))
}

/** The issuer that a real certificate names an address for, as its CA would give it out. */
function answerIssuer(options: AnswerOptions, url: string): PlainAnswer | undefined {
  const naming = options.real.filter(certificate =>
    certificateFacts(certificate).caIssuersUrls.some(address => address.toLowerCase() === url.toLowerCase()),
  )
  const issuer = options.real.find(candidate => naming.some(child => issued(child, candidate)))
  return issuer && found('application/pkix-cert', issuer.der)
}

/**
 * Answers to what certificates name. Stand-ins name a responder and a revocation list, so that clients which
 * insist on either find it; they do not name their issuer, because a client that fetches it would connect
 * where the intermediate is missing, and whether it does depends on more than the client. Real certificates
 * keep what they name, and their issuers are given out from the operator's files.
 */
export async function answerPlain(
  options: AnswerOptions,
  host: string,
  method: string,
  path: string,
  body: Uint8Array,
): Promise<PlainAnswer | undefined> {
  const name = host.toLowerCase().replace(/:80$/, '')
  if (name === revocationHosts.ocsp) return answerStatus(options, method, path, body)
  if (name === revocationHosts.list) return answerList(options, path)
  return answerIssuer(options, `http://${name}${path}`)
}
