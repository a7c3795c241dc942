import { generateKeyPairSync } from 'node:crypto'
import { caExtensions, distinguishedName } from '../cast/extension.ts'
import { signingKey } from '../cast/key-ring.ts'
import { signCertificate } from '../cast/sign.ts'

/**
 * A root whose key is gone. Programs treat a store without any certificate as a broken one and stop before they
 * connect (Java: "trustAnchors parameter must be non-empty"; curl: error 77); with this they refuse the server.
 */
export async function placeholderRoot(nowMs: number): Promise<Uint8Array> {
  const key = signingKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
  const name = distinguishedName('Nobody', 'Foreseen rehearsal')
  const dayMs = 86_400_000
  const dates = { notBeforeMs: nowMs - 3650 * dayMs, notAfterMs: nowMs + 3650 * dayMs }
  return signCertificate(
    { subject: name, issuer: name, spki: key.spki, ...dates, extensions: caExtensions() },
    key,
  )
}
