import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { test } from 'node:test'
import { decideAddress, judgeAddress, observeEndpoint } from '@foreseen/world/tls'
import fc from 'fast-check'
import { addressRanges } from '../../src/tls/address-table.ts'
import { addressBytes } from '../../src/tls/address-text.ts'
import { endpointOn, failedOf, listenPlain } from './loopback.ts'

const table: Readonly<Record<string, readonly string[]>> = {
  public: [
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '223.255.255.255',
    '2606:4700::1111',
    '2a00::1',
    '::ffff:1.1.1.1',
    '::ffff:101:101',
    '64:ff9b::1.1.1.1',
    '2002:101:101::1',
  ],
  private: [
    '10.0.0.0',
    '10.255.255.255',
    '100.64.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.19.255.255',
    'fc00::1',
    'fdff:ffff::1',
    'fd00:ec1::254',
    'fec0::1',
    '::ffff:10.0.0.1',
    '::ffff:c0a8:1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
  ],
  loopback: ['127.0.0.1', '127.255.255.255', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '2002:7f00:1::1'],
  forbidden: [
    '0.0.0.0',
    '0.1.2.3',
    '100.100.100.200',
    '168.63.129.16',
    '169.254.0.1',
    '169.254.169.254',
    '192.0.0.192',
    '192.0.2.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::7f00:1',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fd00:ec2::254',
    'fd20:ce::254',
    'ff02::1',
    '2001:db8::1',
    '64:ff9b:1::1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    '4000::1',
    'no address',
    '',
    '1.2.3',
  ],
}

test('every kind of address is told for what it is', () => {
  for (const [kind, addresses] of Object.entries(table))
    for (const address of addresses) assert.equal(judgeAddress(address).kind, kind, address)
})

test('an owner opens private and loopback addresses one by one, and no others', () => {
  for (const privateAddresses of [false, true])
    for (const loopbackAddresses of [false, true])
      for (const [kind, addresses] of Object.entries(table))
        for (const address of addresses) {
          const decision = decideAddress(address, { privateAddresses, loopbackAddresses })
          const open =
            kind === 'public' ||
            (kind === 'private' && privateAddresses) ||
            (kind === 'loopback' && loopbackAddresses)
          assert.equal(decision.allowed, open, address)
          if (decision.allowed) continue
          assert.equal(
            decision.code,
            kind === 'forbidden' ? 'tls-address-forbidden' : 'tls-address-not-allowed',
          )
          assert.ok(decision.detail.startsWith(address), decision.detail)
        }
})

test('every range of the table is decided by itself or by a longer one inside it', () => {
  for (const { prefix, kind, embeds, source } of addressRanges) {
    const [address = ''] = prefix.split('/')
    assert.ok(isIP(address) > 0 && source.length > 3, prefix)
    if (embeds === undefined && !/^(0\.0\.0\.0|::)\/0$/.test(prefix))
      assert.equal(judgeAddress(address).kind, kind, prefix)
  }
})

const ipv4 = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255))
const hex = (bytes: readonly number[]): string => {
  const [a = 0, b = 0, c = 0, d = 0] = bytes
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
}

test('whatever wraps an IPv4 address is judged as that address', () => {
  fc.assert(
    fc.property(ipv4, fc.integer({ min: 0, max: 0xffff }), (bytes, tail) => {
      const { kind } = judgeAddress(bytes.join('.'))
      for (const text of [
        `::ffff:${bytes.join('.')}`,
        `::ffff:${hex(bytes)}`,
        `64:ff9b::${hex(bytes)}`,
        `2002:${hex(bytes)}::${tail.toString(16)}`,
        // Teredo with a public server: the client decides.
        `2001:0:101:101:0:${tail.toString(16)}:${hex(bytes.map(byte => 255 - byte))}`,
      ])
        assert.equal(judgeAddress(text).kind, kind, `${text} for ${bytes.join('.')}`)
    }),
  )
})

test('one address is judged alike in all of its texts, and any text is judged', () => {
  fc.assert(
    fc.property(fc.ipV6(), address => {
      const full = (addressBytes(address) ?? []).reduce<string[]>((groups, byte, index, bytes) => {
        if (index % 2 === 0)
          groups.push(((byte << 8) | (bytes[index + 1] ?? 0)).toString(16).padStart(4, '0'))
        return groups
      }, [])
      const { kind } = judgeAddress(address)
      assert.equal(full.length, 8, address)
      for (const text of [
        full.join(':'),
        full.join(':').toUpperCase(),
        new URL(`http://[${full.join(':')}]/`).hostname.slice(1, -1),
      ])
        assert.equal(judgeAddress(text).kind, kind, `${address} as ${text}`)
    }),
  )
  fc.assert(
    fc.property(fc.string(), text => {
      if (isIP(text) === 0) assert.equal(judgeAddress(text).kind, 'forbidden')
    }),
  )
})

test('an address that may not be spoken to is a recorded failure, and nothing connects to it', async t => {
  let met = 0
  const port = await listenPlain(t, socket => {
    met++
    socket.destroy()
  })
  const rules = { privateAddresses: true, loopbackAddresses: false }
  const allows = (address: string) => decideAddress(address, rules)
  const endpoint = endpointOn(port, 'none', 'internal.joost.test')
  const lookup = async () => [
    { address: '127.0.0.1', family: 4 },
    { address: '169.254.169.254', family: 4 },
  ]
  const seen = await observeEndpoint(endpoint, { nowMs: () => 5, lookup, allows })
  assert.deepEqual(
    seen.map(observation => [observation.address, failedOf(observation).code]),
    [
      ['127.0.0.1', 'tls-address-not-allowed'],
      ['169.254.169.254', 'tls-address-forbidden'],
    ],
  )
  assert.match(failedOf(seen[0]).detail, /127\.0\.0\.1 is a loopback address/)
  assert.equal(met, 0)
})

test('a name is looked up once: the address that was judged is the one connected to', async t => {
  let met = 0
  const port = await listenPlain(t, socket => {
    met++
    socket.destroy()
  })
  const judged: string[] = []
  let lookups = 0
  const lookup = async () => {
    lookups++
    return [{ address: lookups === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }]
  }
  const allows = (address: string) => {
    judged.push(address)
    return { allowed: true } as const
  }
  await observeEndpoint(endpointOn(port, 'none', 'rebinding.joost.test'), { nowMs: () => 5, lookup, allows })
  assert.deepEqual([lookups, judged], [1, ['127.0.0.1']])
  assert.ok(met >= 2, 'each hello went to the address that was judged')
})
