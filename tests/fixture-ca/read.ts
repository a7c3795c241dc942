/** The committed fixtures by name. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

/** Text of `certificates/NAME.pem`. */
export const fixturePem = (name: string): string =>
  readFileSync(join(here, 'certificates', `${name}.pem`), 'utf8')

/** DER of the one certificate in `certificates/NAME.pem`. */
export const fixtureDer = (name: string): Uint8Array =>
  new Uint8Array(Buffer.from(fixturePem(name).replace(/-----[^-]+-----|\s/g, ''), 'base64'))

/** The toy key NAME as PEM (PKCS#8). */
export const toyPem = (name: string): string => {
  const text = readFileSync(join(here, 'toys', `${name}.key.pem`), 'utf8')
  return text.slice(text.indexOf('-----BEGIN'))
}
