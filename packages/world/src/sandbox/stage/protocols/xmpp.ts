import { end, listen, type Protocol, type Said, speakerOf } from './speaker.ts'

const starttls = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>"
const mechanisms =
  "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>"

/** XMPP from client to server (RFC 6120 sections 4 to 6): stream, STARTTLS, then any login succeeds. */
export const xmpp: Protocol = ({ secured, host }) => {
  const opening =
    `<?xml version='1.0'?><stream:stream from='${host}' id='rehearsal' version='1.0' ` +
    `xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>` +
    `<stream:features>${secured ? mechanisms : starttls}</stream:features>`
  const answer = (tag: string): Said => {
    if (tag.startsWith('<stream:stream')) return listen(opening)
    if (tag.startsWith('<starttls') && !secured)
      return { say: "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", after: 'tls' }
    if (tag.startsWith('</auth') || /^<auth[^>]*\/>$/.test(tag))
      return listen("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
    return tag.startsWith('</stream:stream') ? end('</stream:stream>') : listen()
  }
  return speakerOf('', heard => {
    const at = heard.indexOf(0x3e)
    if (at < 0) return undefined
    const text = heard.subarray(0, at + 1).toString('latin1')
    return { said: answer(text.slice(Math.max(0, text.lastIndexOf('<')))), length: at + 1 }
  })
}
