import { randomBytes } from 'node:crypto'
import type { ObservedKeyType } from '@foreseen/facts'
import type { ByteStream } from './byte-stream.ts'
import {
  type CertificateMessage,
  countScts,
  readCertificate12,
  readCertificate13,
  readStaple,
} from './certificate-message.ts'
import { cipherName, protections, suitesFor } from './cipher-suites.ts'
import { clientHello, extensionType, type HelloContent } from './client-hello.ts'
import { malformed, ObservationFailure } from './failure.ts'
import { FieldReader, number, readExtensions, vector } from './fields.ts'
import { type HandshakeMessage, HandshakeMessages, handshakeType } from './handshake-messages.ts'
import { handshakeKeys, transcriptHash } from './key-schedule.ts'
import { agree, createKeyShare, eagerGroups, groupsFor } from './key-share.ts'
import { contentType, RecordLayer } from './record-layer.ts'
import {
  protocolName,
  readAlpn,
  readCookie,
  readKeyShare,
  readServerHello,
  type ServerHello,
} from './server-hello.ts'

/** What the hello says and how much of an answer is read. */
export interface HandshakeOptions {
  readonly keyType: ObservedKeyType
  readonly sni: string
  readonly alpn: readonly string[]
  readonly maxBytes: number
  readonly maxCertificates: number
}

/** What a server sent up to its Certificate message, undecoded. */
export interface HandshakeAnswer extends CertificateMessage {
  readonly protocol: string
  readonly cipher: string
  readonly alpn: string
}

/** Extra bytes allowed beside the chain: hello, extensions, record headers of small fragments. */
const slackBytes = 65_536

interface Opened {
  readonly hello: ServerHello
  readonly content: HelloContent
  /** ClientHello..ServerHello, the first pair as its digest after a HelloRetryRequest (RFC 8446 4.4.1). */
  readonly transcript: readonly Uint8Array[]
}

function expect(message: HandshakeMessage, type: number, name: string): Buffer {
  if (message.type === type) return message.body
  throw malformed(`a handshake message of type ${message.type} came where ${name} belongs`)
}

function protectionOf(suite: number) {
  const protection = protections.get(suite)
  if (protection !== undefined) return protection
  throw new ObservationFailure('tls-unexpected-choice', `TLS 1.3 with cipher ${cipherName(suite)}`)
}

/** The second hello, with the group and cookie that were asked for (RFC 8446 section 4.1.4). */
function retryContent(content: HelloContent, hello: ServerHello): HelloContent {
  const cookie = readCookie(hello)
  if (!hello.extensions.has(extensionType.keyShare)) return { ...content, cookie }
  const { group } = readKeyShare(hello)
  if (!groupsFor(content.keyType).includes(group) || content.shares.some(share => share.group === group)) {
    throw new ObservationFailure(
      'tls-unexpected-choice',
      `the server asked for group 0x${group.toString(16)} again`,
    )
  }
  return { ...content, cookie, shares: [createKeyShare(group)] }
}

async function openHandshake(
  records: RecordLayer,
  messages: HandshakeMessages,
  options: HandshakeOptions,
): Promise<Opened> {
  let content: HelloContent = {
    keyType: options.keyType,
    sni: options.sni,
    alpn: options.alpn,
    random: randomBytes(32),
    sessionId: randomBytes(32),
    shares: eagerGroups.map(createKeyShare),
    cookie: undefined,
  }
  let transcript: readonly Uint8Array[] = []
  for (let round = 0; round < 2; round += 1) {
    const sent = clientHello(content)
    records.write(contentType.handshake, sent)
    const message = await messages.next()
    const hello = readServerHello(
      expect(message, handshakeType.serverHello, 'the ServerHello'),
      suitesFor(options.keyType),
    )
    records.setVersion(hello.version)
    if (!hello.retry) return { hello, content, transcript: [...transcript, sent, message.raw] }
    const digest = transcriptHash(protectionOf(hello.suite).hash, [sent])
    const synthetic = Buffer.concat([number(handshakeType.messageHash, 1), vector(3, digest)])
    transcript = [synthetic, message.raw]
    content = retryContent(content, hello)
  }
  throw malformed('the server asked for a second retry')
}

async function readAnswer13(
  records: RecordLayer,
  messages: HandshakeMessages,
  opened: Opened,
  maxCertificates: number,
): Promise<CertificateMessage & { readonly alpn: string }> {
  const { hello, content, transcript } = opened
  const protection = protectionOf(hello.suite)
  const { group, key } = readKeyShare(hello)
  const share = content.shares.find(candidate => candidate.group === group)
  if (share === undefined) {
    throw new ObservationFailure(
      'tls-unexpected-choice',
      `the server chose group 0x${group.toString(16)}, not offered`,
    )
  }
  if (!messages.aligned) throw malformed('bytes follow the ServerHello in the clear')
  records.protect({ protection, ...handshakeKeys(protection, agree(share, key), transcript) })
  const encrypted = expect(await messages.next(), handshakeType.encryptedExtensions, 'EncryptedExtensions')
  const extensions = readExtensions(new FieldReader(encrypted, 'EncryptedExtensions').within(2))
  let message = await messages.next()
  // A server that wants a client certificate says so first (RFC 8446 section 4.3.2).
  if (message.type === handshakeType.certificateRequest) message = await messages.next()
  const body = expect(message, handshakeType.certificate, 'the Certificate message')
  return { ...readCertificate13(body, maxCertificates), alpn: readAlpn(extensions) }
}

async function readAnswer12(
  messages: HandshakeMessages,
  hello: ServerHello,
  maxCertificates: number,
): Promise<CertificateMessage & { readonly alpn: string }> {
  const body = expect(await messages.next(), handshakeType.certificate, 'the Certificate message')
  const { certificates } = readCertificate12(body, maxCertificates)
  const sctCount = countScts(hello.extensions.get(extensionType.sct))
  const alpn = readAlpn(hello.extensions)
  if (!hello.extensions.has(extensionType.statusRequest))
    return { certificates, staple: undefined, sctCount, alpn }
  return { certificates, staple: await promisedStaple(messages), sctCount, alpn }
}

/** The staple after a Certificate message; a server may leave it out after all (RFC 6066 section 8). */
async function promisedStaple(messages: HandshakeMessages): Promise<Uint8Array | undefined> {
  try {
    const next = await messages.next()
    return next.type === handshakeType.certificateStatus ? readStaple(next.body) : undefined
  } catch (error) {
    // The chain is known by now: a server that stops here takes only its staple with it.
    if (error instanceof ObservationFailure) return undefined
    throw error
  }
}

/**
 * Speaks TLS 1.3 or older with the server up to its Certificate message and stops there: the one place where
 * the chain stands as it was sent. Fails by `ObservationFailure`. Source: RFC 8446 sections 4, 5, 7; RFC 5246.
 */
export async function readServed(stream: ByteStream, options: HandshakeOptions): Promise<HandshakeAnswer> {
  stream.allow(options.maxBytes + slackBytes)
  const records = new RecordLayer(stream)
  const messages = new HandshakeMessages(records, options.maxBytes)
  stream.stage = 'the ServerHello'
  const opened = await openHandshake(records, messages, options)
  stream.stage = 'the certificate'
  const { version, suite } = opened.hello
  const answer =
    version === 0x0304
      ? await readAnswer13(records, messages, opened, options.maxCertificates)
      : await readAnswer12(messages, opened.hello, options.maxCertificates)
  records.close()
  if (answer.certificates.length === 0) {
    throw new ObservationFailure('tls-no-certificate', 'the server sent an empty chain')
  }
  return { ...answer, protocol: protocolName(version), cipher: cipherName(suite) }
}
