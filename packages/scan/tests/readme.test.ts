import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { tarMember, tarOf, zipOf } from './containers/bytes.ts'
import { certificateDer, pemOf } from './engine/certificates.ts'

const here = dirname(fileURLToPath(import.meta.url))
const readme = readFileSync(join(here, '../README.md'), 'utf8')

/** The examples as modules, in a folder from which the packages resolve. */
async function examples(): Promise<Record<string, unknown>[]> {
  const folder = mkdtempSync(join(here, '.readme-'))
  try {
    const codes = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(match => match[1] ?? '')
    return await Promise.all(
      codes.map((code, i) => {
        const file = join(folder, `example-${i}.ts`)
        writeFileSync(file, code)
        return import(pathToFileURL(file).href)
      }),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const [first, second] = await examples()

test('the first example finds a certificate in bytes', async () => {
  const { certificatesIn } = first ?? {}
  assert.ok(typeof certificatesIn === 'function')
  const der = certificateDer()
  const sha256 = createHash('sha256').update(der).digest('hex')
  assert.deepEqual(await certificatesIn(Buffer.concat([Buffer.alloc(99), der])), [`${sha256} at 99`])
})

test('the second example opens an archive', async () => {
  const { placesIn } = second ?? {}
  assert.ok(typeof placesIn === 'function')
  const zip = zipOf([
    { name: 'c.pem', bytes: Buffer.from(pemOf(certificateDer())) },
    { name: 'x', bytes: Buffer.alloc(9), flags: 1 },
  ])
  const places = await placesIn(tarOf(tarMember('b.jar', zip)), 'a.tar')
  assert.deepEqual(places, ['a.tar!b.jar!c.pem certificate', 'a.tar!b.jar!x not seen: scan-sealed'])
})
