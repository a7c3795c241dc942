import type { CertificateObject, FixtureSign } from '@foreseen/facts'

/** Folder names under which projects keep what never ships to a customer's connection (`docs/catalogue.md` 89). */
const fixtureFolders: ReadonlySet<string> = new Set([
  'test',
  'tests',
  '__tests__',
  'testing',
  'testdata',
  'test-data',
  'test_data',
  'spec',
  'specs',
  'fixture',
  'fixtures',
  '__fixtures__',
  'example',
  'examples',
  'mock',
  'mocks',
  '__mocks__',
])

/** Test sources by the convention of their language; the ending must be a program's, for `www.shop.test.pem` is no test. */
const testFile =
  /(?:\.(?:test|spec)\.[cm]?[jt]sx?|_test\.(?:go|py|rb|c|cc|cpp|rs|dart)|Tests?\.(?:java|kt|cs|swift))$/

/**
 * Whether a path says "test". Only what stands below the release counts: whoever names a path on the
 * command line wants it looked at, whatever the folder above is called.
 */
export function isFixturePath(path: string, releasePath: string): boolean {
  const below = path.startsWith(releasePath) ? path.slice(releasePath.length) : path
  const parts = below.split(/[/\\!]/).filter(part => part !== '')
  const file = parts.pop() ?? ''
  return parts.some(part => fixtureFolders.has(part.toLowerCase())) || testFile.test(file)
}

/** Names that RFC 2606 and habit reserve for examples. `.test` is left out: whole private networks use it. */
const fixtureNames: ReadonlySet<string> = new Set(['localhost', 'test', 'example', 'snakeoil', 'badssl.com'])
const exampleDomain = /(?:^|\.)example(?:\.(?:com|org|net))?$|(?:^|\.)badssl\.com$|(?:^|\.)localhost$/

function isFixtureName(name: string): boolean {
  const lower = name.toLowerCase()
  return fixtureNames.has(lower) || exampleDomain.test(lower)
}

/** Whether all names of a certificate are reserved for examples. */
export function isFixtureCertificate(common: string, dnsNames: readonly string[]): boolean {
  const names = [common, ...dnsNames].filter(name => name !== '')
  return names.length > 0 && names.every(isFixtureName)
}

/** One sign for an object from those of its places: it is a fixture only when each place is. */
export function fixtureOf(signs: readonly FixtureSign[]): FixtureSign {
  if (signs.length === 0 || signs.some(sign => sign === undefined)) return undefined
  return signs.includes('name') ? 'name' : 'path'
}

/** A fixture by name that an endpoint really serves is none: localhost is somebody's server. */
export function isFixtureFor(object: Pick<CertificateObject, 'fixture'>, served: boolean): boolean {
  return object.fixture === 'path' || (object.fixture === 'name' && !served)
}
