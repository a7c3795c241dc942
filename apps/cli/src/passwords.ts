import type { LookingOptions } from './options/looking.ts'
import { readNamedFile } from './read-file.ts'

/** Passwords that tools and manuals set: keytool's and Tomcat's, Android's debug key, BouncyCastle's samples, the usual placeholders. */
const commonPasswords: readonly string[] = [
  '',
  'changeit',
  'changeme',
  'password',
  'android',
  'secret',
  'keystore',
  'truststore',
  'store',
  'test',
  'testing',
  '123456',
  '12345678',
  'pass',
  'admin',
  'default',
  'jboss',
  'wso2carbon',
  'mypassword',
  'storepass',
  'keypass',
]

/** More would cost more time on each keystore than anybody waits. */
const maxPasswords = 10_000

/** Passwords to try, those of the user first. */
export function passwordsFor(
  options: Pick<LookingOptions, 'passwordFile' | 'tryCommonPasswords'>,
): readonly string[] {
  const { passwordFile, tryCommonPasswords } = options
  const text =
    passwordFile === '' ? '' : new TextDecoder().decode(readNamedFile('--password-file', passwordFile))
  // Blanks may belong to a password: only the ends of lines are cut off.
  const given = text.split(/\r?\n/).filter(line => line !== '')
  const all = tryCommonPasswords ? [...given, ...commonPasswords] : given
  return [...new Set(all)].slice(0, maxPasswords)
}
