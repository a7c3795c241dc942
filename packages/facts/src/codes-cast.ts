/** What can be wrong with the files and certificates of a rehearsal; the source of `docs/errors.md`. */
export const castCodes: readonly {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}[] = [
  {
    code: 'materials-unreadable',
    meaning: 'A chain or key that was named cannot be read.',
    remedy: 'Check the path and that you may read the file.',
  },
  {
    code: 'materials-too-large',
    meaning: 'A file has more bytes or certificates than a chain or key has.',
    remedy: 'Give the chain and the key of one server, not a bundle.',
  },
  {
    code: 'materials-no-certificate',
    meaning: 'A file given as a chain holds no certificate in PEM or DER.',
    remedy: 'Give the chain that the server sends, leaf first.',
  },
  {
    code: 'materials-damaged',
    meaning: 'A certificate of a chain does not parse.',
    remedy: 'Write the file anew from its source.',
  },
  {
    code: 'materials-no-key',
    meaning: 'A file given as a key holds no private key.',
    remedy: 'Give the file that the server reads its private key from, in PEM or DER.',
  },
  {
    code: 'materials-key-missing',
    meaning: 'A chain came without its private key, so that no server can present it.',
    remedy: 'Give the key beside the chain; it is held in memory only.',
  },
  {
    code: 'materials-chain-missing',
    meaning: 'A key for the next certificate came without its chain.',
    remedy: 'Give the chain beside the key, or leave both out for stand-ins.',
  },
  {
    code: 'materials-key-encrypted',
    meaning: 'A private key is encrypted.',
    remedy: 'Decrypt it to a file that only you can read and give that: "openssl pkey -in KEY -out PLAIN".',
  },
  {
    code: 'materials-key-unsupported',
    meaning: 'A private key is of a kind or format that cannot be used here.',
    remedy: 'Convert it to PKCS#8 with "openssl pkey"; CA keys are RSA, P-256, P-384, P-521 or Ed25519.',
  },
  {
    code: 'materials-key-mismatch',
    meaning: 'A private key is not the key of the certificate that it came with.',
    remedy: 'Give the key that the certificate was requested with; deployed together they would fail.',
  },
  {
    code: 'materials-chain-order',
    meaning: 'A certificate of a chain did not issue the one before it, but another one of the chain.',
    remedy: 'Put the leaf first, then each issuer after what it issued.',
  },
  {
    code: 'materials-chain-foreign',
    meaning: 'A certificate of a chain issued none of the others.',
    remedy: 'Take it out, or add the certificate that is missing between.',
  },
  {
    code: 'materials-chain-incomplete',
    meaning: 'A chain does not lead to a root that this machine trusts.',
    remedy: 'Add the missing intermediate, or, where the root is your own, the root at the end.',
  },
  {
    code: 'materials-expired',
    meaning: 'A certificate of a chain has ended.',
    remedy: 'Get a new certificate before anything is rehearsed with it.',
  },
  {
    code: 'materials-not-yet-valid',
    meaning: 'A certificate of a chain begins in the future.',
    remedy: 'Wait until it begins, or check the clock of this machine.',
  },
  {
    code: 'materials-host-not-covered',
    meaning: 'The leaf of a chain has no alternative name for a host under rehearsal.',
    remedy: 'Rehearse the hosts that the certificate is for, or get one with all names.',
  },
  {
    code: 'materials-authority-not-ca',
    meaning:
      'A certificate in the folder of a private CA is no CA certificate, or its root is not self-signed.',
    remedy: 'Put root.pem and root.key there, and intermediate.pem and intermediate.key where there is one.',
  },
  {
    code: 'materials-authority-mismatch',
    meaning: 'The intermediate of a private CA was not signed by the root beside it.',
    remedy: 'Give the root that signed the intermediate.',
  },
  {
    code: 'cast-unknown-scenario',
    meaning: 'A chain was asked for of a scenario that the rehearsal was not opened with.',
    remedy: 'Name one of the scenarios of the rehearsal.',
  },
  {
    code: 'cast-unknown-authority',
    meaning: 'A scenario names an authority that is neither its own nor of the standing cast.',
    remedy: 'Add the authority to the scenario, or correct its id.',
  },
  {
    code: 'cast-nothing-staged',
    meaning: 'A scenario sends the next chain, and none was given.',
    remedy: 'Give the chain with --next and its key with --key.',
  },
  {
    code: 'cast-dates-fixed',
    meaning: 'The dates of a real chain were to be moved in place of the clock.',
    remedy: 'Install faketime or qemu-user, so that the clock of the client can be moved.',
  },
  {
    code: 'trust-unwritable',
    meaning: 'A trust store could not be written for the clients of a rehearsal.',
    remedy: 'Check that the temporary folder has room and may be written to.',
  },
  {
    code: 'trust-certutil-failed',
    meaning: 'certutil is there but did not make the certificate database that browsers read.',
    remedy: 'Read the detail; reinstall libnss3-tools, or take it away to go on without browsers.',
  },
]
