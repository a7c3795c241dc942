import type { ByteStream } from '../byte-stream.ts'
import { declined, unexpected } from './dialogue.ts'

/** Stream features of busy servers run to a few kilobytes. */
const maxBytes = 32_768

/** Reads through the end tag of an element whose start tag began with `<name`. */
async function readElementEnd(stream: ByteStream, name: string): Promise<string> {
  const start = (await stream.readThrough(['>'], maxBytes)).toString('latin1')
  if (start.endsWith('/>')) return start
  return start + (await stream.readThrough([`</${name}>`], maxBytes)).toString('latin1')
}

/** STARTTLS of XMPP from client to server (RFC 6120 section 5). */
export async function xmpp(stream: ByteStream, host: string): Promise<void> {
  stream.stage = 'the XMPP stream features'
  // Host names have no character that XML needs escaped (parseEndpoint, observeOptions).
  stream.write(
    `<?xml version='1.0'?><stream:stream to='${host}' version='1.0' xml:lang='en' ` +
      `xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`,
  )
  const opening = (
    await stream.readThrough(['<stream:features', '<stream:error', '\n\n'], maxBytes)
  ).toString('latin1')
  if (opening.endsWith('<stream:error')) throw declined(await readElementEnd(stream, 'stream:error'))
  if (!opening.endsWith('<stream:features')) throw unexpected('XMPP', opening)
  const features = await readElementEnd(stream, 'stream:features')
  if (!features.includes('urn:ietf:params:xml:ns:xmpp-tls'))
    throw declined('no starttls among the stream features')
  stream.stage = 'the XMPP answer to starttls'
  stream.write(`<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>`)
  const answer = (await stream.readThrough(['<proceed', '<failure', '</stream:stream>'], maxBytes)).toString(
    'latin1',
  )
  if (!answer.endsWith('<proceed')) throw declined(answer)
  await readElementEnd(stream, 'proceed')
}
