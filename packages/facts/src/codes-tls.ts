/** What can keep an endpoint from being observed, or is odd about what it served; the source of `docs/errors.md`. */
export const tlsCodes: readonly {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}[] = [
  {
    code: 'endpoint-empty',
    meaning: 'No host was given.',
    remedy: 'Write HOST, HOST:PORT, [ADDRESS]:PORT or a URL.',
  },
  {
    code: 'endpoint-too-long',
    meaning: 'The text is longer than any endpoint.',
    remedy: 'Give one endpoint per argument.',
  },
  {
    code: 'endpoint-bad-host',
    meaning: 'The host is neither a host name nor an address.',
    remedy: 'Check the spelling; put an IPv6 address in brackets when a port follows.',
  },
  {
    code: 'endpoint-bad-port',
    meaning: 'The port is not a number from 1 to 65535.',
    remedy: 'Give the port as a number, or leave it out for the default of the scheme.',
  },
  {
    code: 'endpoint-unknown-scheme',
    meaning: 'The scheme of the URL is not one that is known to serve TLS.',
    remedy: 'Write HOST:PORT, with --starttls PROTOCOL where TLS begins on request.',
  },
  {
    code: 'endpoint-without-tls',
    meaning: 'The scheme names a protocol without TLS.',
    remedy: 'Give the endpoint that serves TLS, or HOST:PORT if TLS is served there all the same.',
  },
  {
    code: 'tls-no-address',
    meaning: 'The host name has no A or AAAA record.',
    remedy: 'Check the name; give an address with --address when the name is not in DNS yet.',
  },
  {
    code: 'tls-resolver-failed',
    meaning: 'The name server did not answer, so it is unknown whether the host name has an address.',
    remedy: 'Check the network and the resolver and look again, or give an address with --address.',
  },
  {
    code: 'tls-address-not-allowed',
    meaning: 'The host leads to a private or loopback address, and the server may not speak to those.',
    remedy:
      'An owner can allow private or loopback addresses in the settings; or push what foreseen observe sees there.',
  },
  {
    code: 'tls-address-forbidden',
    meaning:
      'The host leads to a link-local, metadata, multicast or reserved address; a server speaks to none of those.',
    remedy: 'Correct the name in DNS; run foreseen observe where the endpoint is and push what it sees.',
  },
  {
    code: 'tls-refused',
    meaning: 'The address refused the connection: nothing listens on that port.',
    remedy: 'Check the port and that the service runs.',
  },
  {
    code: 'tls-unreachable',
    meaning: 'No connection to the address could be made: no route, or the network refused.',
    remedy: 'Check the route from this machine; an IPv6 address needs an IPv6 network.',
  },
  {
    code: 'tls-timeout',
    meaning: 'The endpoint did not answer within the time allowed.',
    remedy: 'Check for a firewall that drops packets; allow more with --timeout.',
  },
  {
    code: 'tls-closed',
    meaning: 'The endpoint closed the connection before it sent a certificate.',
    remedy: 'Look at the log of the server; it may demand a server name, or refuse this client.',
  },
  {
    code: 'tls-alert',
    meaning: 'The endpoint ended the handshake with a TLS alert; number and name say which.',
    remedy: '112 wants another server name; 40 and 70 want other ciphers or versions; see the server log.',
  },
  {
    code: 'tls-not-tls',
    meaning: 'The endpoint answered with something that is not TLS.',
    remedy: 'Check the port; if TLS begins on request there, say with --starttls which protocol it is.',
  },
  {
    code: 'tls-malformed',
    meaning: 'The endpoint speaks TLS but sent a message that breaks its rules.',
    remedy: 'Look again; if it stays, something between here and the server alters the bytes.',
  },
  {
    code: 'tls-unexpected-choice',
    meaning: 'The server chose a version, cipher or group that was not offered.',
    remedy: 'The server or a device before it is faulty; look again from another network.',
  },
  {
    code: 'tls-no-certificate',
    meaning: 'The handshake went on without a certificate: an empty chain or a cipher that needs none.',
    remedy: 'Configure a certificate on the server, or leave this endpoint out.',
  },
  {
    code: 'tls-chain-too-large',
    meaning: 'The served chain has more bytes or certificates than the limit allows.',
    remedy: 'Shorten the chain on the server: most clients stop at 100 kB or ten certificates.',
  },
  {
    code: 'tls-handshake-too-large',
    meaning: 'The endpoint sent more bytes than a handshake may take, and no certificate.',
    remedy: 'Check what listens on that port.',
  },
  {
    code: 'tls-starttls-refused',
    meaning: 'The server speaks the protocol but declined to begin TLS.',
    remedy: 'Enable STARTTLS on the server, or observe its TLS port instead.',
  },
  {
    code: 'tls-starttls-unexpected',
    meaning: 'The answer before TLS is not of the protocol that was expected on that port.',
    remedy: 'Say with --starttls which protocol it is; none when TLS begins at once.',
  },
  {
    code: 'tls-certificate-unreadable',
    meaning: 'The endpoint served bytes in place of a certificate that do not parse as one.',
    remedy: 'Replace the file the server reads that part of its chain from.',
  },
  {
    code: 'served-no-certificate',
    meaning: 'The file given for an endpoint holds no certificate.',
    remedy: 'Give the PEM, DER or PKCS#7 file that the server is to send.',
  },
  {
    code: 'served-too-large',
    meaning: 'The file given for an endpoint has more bytes or certificates than a chain may have.',
    remedy: 'Give only the chain of that endpoint, not a bundle of roots.',
  },
  {
    code: 'served-order',
    meaning: 'The leaf is not the first certificate of the file; a server would send them in this order.',
    remedy: 'Put the leaf first, then each issuer after what it issued.',
  },
  {
    code: 'served-no-leaf',
    meaning: 'Every certificate of the file issued another one of it, so none stands out as the leaf.',
    remedy: 'Put the certificate of the endpoint first.',
  },
  {
    code: 'served-damaged',
    meaning: 'A block of the file claims to be a certificate and does not parse as one.',
    remedy: 'Write the file anew from its source.',
  },
  {
    code: 'served-private-key',
    meaning: 'The file holds a private key beside the chain; it was not read.',
    remedy: 'Give a file with the chain alone; the key belongs on the server only.',
  },
]
