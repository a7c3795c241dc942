/**
 * What kinds of addresses there are, after the registries of IANA: "IPv4 Special-Purpose Address Registry" and "IPv6
 * Special-Purpose Address Registry" (RFC 6890, RFC 8190), "IPv6 Address Space" (RFC 4291), and the addresses at which
 * hosts of machines tell those machines their secrets. The longest prefix decides.
 */

/** What may be connected to: the first always, the next two where an owner allows it, the last never. */
export type AddressKind = 'public' | 'private' | 'loopback' | 'forbidden'

/** Where an IPv4 address stands inside one of IPv6: first byte, and whether its bits are turned over. */
export interface Embedding {
  readonly from: number
  readonly inverted: boolean
}

export interface AddressRange {
  /** `ADDRESS/LENGTH`. */
  readonly prefix: string
  readonly kind: AddressKind
  /** What it is, as a person reads it: "a private address". */
  readonly name: string
  /** RFC, or the documentation that names it. */
  readonly source: string
  /** It leads to these addresses: the strictest of them decides, and `kind` is not looked at. */
  readonly embeds?: readonly Embedding[]
}

const range = (prefix: string, kind: AddressKind, name: string, source: string): AddressRange => ({
  prefix,
  kind,
  name,
  source,
})

const leading = (prefix: string, name: string, source: string, ...embeds: Embedding[]): AddressRange => ({
  prefix,
  kind: 'forbidden',
  name,
  source,
  embeds,
})

const metadata = 'a metadata address of a cloud'

const ranges4: readonly AddressRange[] = [
  range('0.0.0.0/0', 'public', 'a public address', 'RFC 791'),
  // Linux connects to itself for these.
  range('0.0.0.0/8', 'forbidden', 'an unspecified address', 'RFC 791 section 3.2'),
  range('10.0.0.0/8', 'private', 'a private address', 'RFC 1918'),
  range('100.64.0.0/10', 'private', 'a shared address of a provider', 'RFC 6598'),
  range('100.100.100.200/32', 'forbidden', metadata, 'Alibaba Cloud: instance metadata'),
  range('127.0.0.0/8', 'loopback', 'a loopback address', 'RFC 1122 section 3.2.1.3'),
  // The agent of Azure hands out certificates and extensions at a public address.
  range('168.63.129.16/32', 'forbidden', metadata, 'Azure: what is IP address 168.63.129.16'),
  range('169.254.0.0/16', 'forbidden', 'a link-local address', 'RFC 3927'),
  range('169.254.169.254/32', 'forbidden', metadata, 'AWS, Azure, Google Cloud, OpenStack'),
  range('172.16.0.0/12', 'private', 'a private address', 'RFC 1918'),
  range('192.0.0.0/24', 'forbidden', 'an address for protocols', 'RFC 6890 section 2.1'),
  range('192.0.0.192/32', 'forbidden', metadata, 'Oracle Cloud: instance metadata'),
  range('192.0.2.0/24', 'forbidden', 'an address for documents', 'RFC 5737'),
  range('192.88.99.0/24', 'forbidden', 'an address of former 6to4 relays', 'RFC 7526'),
  range('192.168.0.0/16', 'private', 'a private address', 'RFC 1918'),
  range('198.18.0.0/15', 'private', 'an address for benchmarks', 'RFC 2544'),
  range('198.51.100.0/24', 'forbidden', 'an address for documents', 'RFC 5737'),
  range('203.0.113.0/24', 'forbidden', 'an address for documents', 'RFC 5737'),
  range('224.0.0.0/4', 'forbidden', 'a multicast address', 'RFC 5771'),
  range('240.0.0.0/4', 'forbidden', 'a reserved address', 'RFC 1112 section 4'),
  range('255.255.255.255/32', 'forbidden', 'the broadcast address', 'RFC 8190'),
]

const ranges6: readonly AddressRange[] = [
  // What IANA has not given out reaches nobody who should be reached.
  range('::/0', 'forbidden', 'an address outside the global range', 'RFC 4291 section 2.4'),
  range('::/128', 'forbidden', 'the unspecified address', 'RFC 4291 section 2.5.2'),
  range('::1/128', 'loopback', 'the loopback address', 'RFC 4291 section 2.5.3'),
  leading('::ffff:0:0/96', 'an IPv4 address written as IPv6', 'RFC 4291 section 2.5.5.2', {
    from: 12,
    inverted: false,
  }),
  leading('64:ff9b::/96', 'an address behind NAT64', 'RFC 6052', { from: 12, inverted: false }),
  // Where the IPv4 address stands in it is a matter of the network's own.
  range('64:ff9b:1::/48', 'forbidden', 'an address of local translation', 'RFC 8215'),
  range('100::/64', 'forbidden', 'an address that discards', 'RFC 6666'),
  range('2000::/3', 'public', 'a public address', 'RFC 4291 section 2.4'),
  range('2001::/23', 'forbidden', 'an address for protocols', 'RFC 2928'),
  // Through the server, and to the client, whose bits are turned over.
  leading(
    '2001::/32',
    'a Teredo address',
    'RFC 4380 section 4',
    { from: 4, inverted: false },
    { from: 12, inverted: true },
  ),
  range('2001:db8::/32', 'forbidden', 'an address for documents', 'RFC 3849'),
  leading('2002::/16', 'a 6to4 address', 'RFC 3056 section 2', { from: 2, inverted: false }),
  range('3fff::/20', 'forbidden', 'an address for documents', 'RFC 9637'),
  range('fc00::/7', 'private', 'a private address', 'RFC 4193'),
  range('fd00:ec2::/32', 'forbidden', metadata, 'AWS: fd00:ec2::254 and its neighbours'),
  range('fd20:ce::254/128', 'forbidden', metadata, 'Google Cloud: metadata over IPv6'),
  range('fd00:42::42/128', 'forbidden', metadata, 'Scaleway: instance metadata'),
  range('fe80::/10', 'forbidden', 'a link-local address', 'RFC 4291 section 2.5.6'),
  range('fec0::/10', 'private', 'a former site-local address', 'RFC 3879'),
  range('ff00::/8', 'forbidden', 'a multicast address', 'RFC 4291 section 2.7'),
]

/** Every range there is, of both families. */
export const addressRanges: readonly AddressRange[] = [...ranges4, ...ranges6]
