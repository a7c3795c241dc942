/** The server's side of each protocol, without a network: our own dialogues and hostile bytes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { starttlsProtocols } from '@foreseen/facts'
import fc from 'fast-check'
import { protocolInside, protocols } from '../../../src/sandbox/stage/protocols/protocols.ts'
import type { Part, Speaker } from '../../../src/sandbox/stage/protocols/speaker.ts'

const plain: Part = { secured: false, greets: true, host: 'mail.joost.test' }

interface Talk {
  readonly text: string
  readonly after: string
  readonly rest: string
}

/** Everything said to these bytes, until it is over. */
function talk(speaker: Speaker, pieces: readonly Uint8Array[]): Talk {
  let text = ''
  for (const piece of pieces) {
    const { say, after, rest } = speaker.hear(Buffer.from(piece))
    text += Buffer.from(say).toString('latin1')
    if (after !== 'listen') return { text, after, rest: (rest ?? Buffer.alloc(0)).toString('latin1') }
  }
  return { text, after: 'listen', rest: '' }
}

const words: Readonly<Record<string, readonly [string, RegExp]>> = {
  smtp: ['EHLO me\r\nSTARTTLS\r\n', /^250-mail\.joost\.test\r\n250-8BITMIME\r\n250 STARTTLS\r\n220 /],
  imap: ['a CAPABILITY\r\nb STARTTLS\r\n', /^\* CAPABILITY .*STARTTLS.*\r\na OK done\r\nb OK /],
  pop3: ['CAPA\r\nSTLS\r\n', /^\+OK\r\n[^.]*STLS\r\n\.\r\n\+OK /],
  ftp: ['FEAT\r\nAUTH TLS\r\n', /^211-[\s\S]*211 end\r\n234 /],
  xmpp: [
    "<?xml version='1.0'?><stream:stream to='x'><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
    /xmpp-tls'><required\/>.*<proceed /,
  ],
  postgres: ['\0\0\0\x08\x04\xd2\x16\x2f', /^S$/],
  ldap: [
    '0\x1d\x02\x01\x01w\x18\x80\x161.3.6.1.4.1.1466.20037',
    /^0\x0c\x02\x01\x01x\x07\n\x01\0\x04\0\x04\0$/,
  ],
  mysql: [`\x20\0\0\x01\0\x8a\0\0${'\0'.repeat(28)}`, /^$/],
}

test('each protocol agrees to TLS, and what follows belongs to TLS', () => {
  for (const name of starttlsProtocols) {
    const [said, expected] = words[name] ?? assert.fail(name)
    const { text, after, rest } = talk(protocols[name](plain), [Buffer.from(`${said}HELLO`, 'latin1')])
    assert.equal(after, 'tls', name)
    assert.match(text, expected, name)
    assert.equal(rest, 'HELLO', name)
  }
})

test('inside TLS none of them begins TLS again', () => {
  for (const name of starttlsProtocols) {
    const [said] = words[name] ?? assert.fail(name)
    const speaker = protocols[name]({ secured: true, greets: false, host: 'x' })
    assert.equal(speaker.greeting.length, 0, name)
    assert.notEqual(talk(speaker, [Buffer.from(said, 'latin1')]).after, 'tls', name)
  }
})

test('whatever comes, and however it is cut, the answer is one and is bounded', () => {
  const lines = fc.constantFrom(
    'EHLO x\r\n',
    'AUTH LOGIN\r\n',
    'DATA\r\n',
    '.\r\n',
    'a STARTTLS\r\n',
    'a LOGOUT\r\n',
    'QUIT\r\n',
    '__proto__ constructor\r\n',
    'constructor\r\n',
    '0\x05\x02\x01\x02B\0',
    '\0\0\0\x08\0\x03\0\0',
    'Q\0\0\0\x04',
    '\x01\0\0\0\x01',
  )
  const bytes = fc
    .array(
      fc.oneof(
        lines.map(text => Buffer.from(text, 'latin1')),
        fc.uint8Array({ maxLength: 40 }),
      ),
      { maxLength: 12 },
    )
    .map(parts => Buffer.concat(parts))
  fc.assert(
    fc.property(
      fc.constantFrom(...starttlsProtocols),
      bytes,
      fc.array(fc.nat(60), { maxLength: 10 }),
      fc.boolean(),
      (name, all, cuts, secured) => {
        const part: Part = { ...plain, secured }
        const whole = talk(protocols[name](part), [all])
        const pieces: Buffer[] = []
        let at = 0
        for (const cut of cuts) {
          pieces.push(all.subarray(at, at + cut))
          at += cut
        }
        pieces.push(all.subarray(at))
        const cutUp = talk(protocols[name](part), pieces)
        assert.deepEqual([cutUp.text, cutUp.after], [whole.text, whole.after])
        assert.ok(whole.text.length <= 400 + all.length * 200)
      },
    ),
    { numRuns: 1000 },
  )
})

test('a client that never ends a message is let go', () => {
  for (const name of starttlsProtocols) {
    const filler = name === 'ldap' ? '0\x83\x01\0\0' : name === 'postgres' ? '\0\0\xff\xff' : '\xff\xff\0\0'
    const speaker = protocols[name](plain)
    speaker.hear(Buffer.from(filler, 'latin1'))
    assert.equal(talk(speaker, new Array(70).fill(Buffer.alloc(1000, 'x'))).after, 'end', name)
  }
})

test('ports and protocol names say what is spoken inside TLS', () => {
  assert.equal(protocolInside(993, ''), 'imap')
  assert.equal(protocolInside(443, ''), undefined)
  assert.equal(protocolInside(443, 'xmpp-client'), 'xmpp')
})
