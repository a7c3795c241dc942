/**
 * Makes the fixture CA: `node tests/fixture-ca/make.ts`. Keys are made once and kept (they are toys, and
 * say so); certificates are issued from them with a fixed clock. Rerun it after changing an order.
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Issuer, issue, pemOf, type Toy, toyFromPem } from './issue.ts'
import { oddCertificates } from './odd.ts'

const here = dirname(fileURLToPath(import.meta.url))
const year = (n: number): Date => new Date(Date.UTC(n, 0, 1))
const day = (iso: string): Date => new Date(`${iso}T00:00:00Z`)

const kinds: Readonly<Record<string, () => { privateKey: KeyObject }>> = {
  'rsa-2048': () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  'rsa-3072': () => generateKeyPairSync('rsa', { modulusLength: 3072 }),
  'rsa-4096': () => generateKeyPairSync('rsa', { modulusLength: 4096 }),
  'p-256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'p-384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'p-521': () => generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  ed25519: () => generateKeyPairSync('ed25519'),
}

function toy(name: string, kind: string): Toy {
  const path = join(here, 'toys', `${name}.key.pem`)
  if (!existsSync(path)) {
    const made = kinds[kind]?.().privateKey.export({ type: 'pkcs8', format: 'pem' })
    writeFileSync(path, `TOY KEY, worthless: made for the tests of Foreseen, protects nothing.\n${made}`)
  }
  return toyFromPem(name, readFileSync(path, 'utf8'))
}

function write(name: string, ...ders: readonly Uint8Array[]): void {
  writeFileSync(
    join(here, 'certificates', `${name}.pem`),
    ders.map(der => pemOf('CERTIFICATE', der)).join(''),
  )
}

let serial = 0x1000
const nextSerial = (): string => (serial++).toString(16).padStart(16, '0')

async function ca(subject: string, own: Toy, issuer: Issuer, from: Date, to: Date): Promise<Uint8Array> {
  return issue({ subject, toy: own, issuer, notBefore: from, notAfter: to, serial: nextSerial(), ca: true })
}

async function main(): Promise<void> {
  for (const folder of ['toys', 'certificates']) mkdirSync(join(here, folder), { recursive: true })
  const rootA: Issuer = { subject: 'CN=Fixture Root A, O=Foreseen Fixtures', toy: toy('root-a', 'rsa-4096') }
  const rootB: Issuer = { subject: 'CN=Fixture Root B, O=Foreseen Fixtures', toy: toy('root-b', 'p-384') }
  const middle1: Issuer = {
    subject: 'CN=Fixture Intermediate 1, O=Foreseen Fixtures',
    toy: toy('intermediate-1', 'rsa-3072'),
  }
  const middle2: Issuer = {
    subject: 'CN=Fixture Intermediate 2, O=Foreseen Fixtures',
    toy: toy('intermediate-2', 'p-256'),
  }
  write('root-a', await ca(rootA.subject, rootA.toy, rootA, year(2020), year(2050)))
  write('root-b', await ca(rootB.subject, rootB.toy, rootB, year(2025), year(2055)))
  write('root-b-by-a', await ca(rootB.subject, rootB.toy, rootA, year(2025), year(2035)))
  write('root-a-expired', await ca(rootA.subject, rootA.toy, rootA, year(2010), year(2020)))
  write('intermediate-1', await ca(middle1.subject, middle1.toy, rootA, year(2024), year(2034)))
  write('intermediate-1-reissued', await ca(middle1.subject, middle1.toy, rootA, year(2026), year(2036)))
  write('intermediate-2', await ca(middle2.subject, middle2.toy, rootA, year(2024), year(2034)))
  write('intermediate-2-by-b', await ca(middle2.subject, middle2.toy, rootB, year(2025), year(2035)))
  const leaf = (name: string, own: Toy, issuer: Issuer, from: string, to: string) =>
    issue({
      subject: 'CN=www.joost.test',
      toy: own,
      issuer,
      notBefore: day(from),
      notAfter: day(to),
      serial: nextSerial(),
      ca: false,
      dnsNames: ['www.joost.test', 'joost.test'],
    }).then(der => write(name, der))
  await leaf('leaf', toy('leaf', 'p-256'), middle1, '2026-06-01', '2026-12-18')
  await leaf('leaf-renewed-same-key', toy('leaf', 'p-256'), middle1, '2026-12-01', '2027-06-18')
  await leaf('leaf-rekeyed', toy('leaf-next', 'p-256'), middle1, '2026-12-01', '2027-06-18')
  await leaf('leaf-new-intermediate', toy('leaf-next', 'p-256'), middle2, '2026-12-01', '2027-06-18')
  await leaf('leaf-new-root', toy('leaf-next', 'p-256'), rootB, '2026-12-01', '2027-06-18')
  await leaf('leaf-expired', toy('leaf', 'p-256'), middle1, '2024-06-01', '2024-12-18')
  await leaf('leaf-not-yet-valid', toy('leaf-next', 'p-256'), middle1, '2040-01-01', '2040-07-01')
  for (const kind of Object.keys(kinds)) {
    const own = toy(`self-${kind}`, kind)
    const subject = `CN=${kind}.fixture.test`
    const order = {
      subject,
      toy: own,
      issuer: { subject, toy: own },
      notBefore: year(2025),
      notAfter: year(2035),
    }
    write(
      `self-${kind}`,
      await issue({ ...order, serial: nextSerial(), ca: false, dnsNames: [`${kind}.fixture.test`] }),
    )
    await leaf(`leaf-${kind}`, own, middle1, '2026-06-01', '2026-12-18')
  }
  for (const [name, der] of oddCertificates(toy('self-p-256', 'p-256'))) write(`odd-${name}`, der)
}

await main()
