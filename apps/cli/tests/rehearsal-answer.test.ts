/** The first lines of a rehearsal: what is survived, which pin, what is a danger; and what is never said. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fixturePem } from '../../../tests/fixture-ca/read.ts'
import { rehearsalJson } from '../src/formats/rehearsal.ts'
import { rehearsalJunit } from '../src/formats/rehearsal-junit.ts'
import { rehearsalMarkdown } from '../src/formats/rehearsal-markdown.ts'
import { rehearsalSarif } from '../src/formats/rehearsal-sarif.ts'
import { answerSentences } from '../src/rehearse/answer.ts'
import { withoutSecrets } from '../src/rehearse/secrets.ts'
import { rehearsalText } from '../src/text/rehearsal.ts'
import { variablesText } from '../src/text/rehearsal-done.ts'
import { styleFor } from '../src/text/style.ts'
import { textWidth } from '../src/text/width.ts'
import { recordedSandboxes, rehearsedOf } from './rehearsal-fixture.ts'
import { tempFolder } from './run.ts'

const words = ['plain', 'leaf-key', 'careless', 'broken'] as const
const fleetOf = (count: number, name = (at: number): string => `joost 0.${at}`): string =>
  `releases:\n${Array.from({ length: count }, (_, at) => `  - { name: ${JSON.stringify(name(at))}, command: [bin/joost, ${words[at % words.length]}] }`).join('\n')}\n`

const plain = styleFor(false, {})

test('one client: what it survives, then its pin, each with titles and no ids', async () => {
  const [survived, pin] = answerSentences(await rehearsedOf(['bin/joost', 'leaf-key'], {}))
  assert.match(survived?.text ?? '', /^joost survives 7 of 14 renewals; it refuses "renewed, new key"/)
  assert.match(pin?.text ?? '', /^joost holds the key of the server's certificate: /)
  assert.ok(!/re-keyed|cross-sign-dropped/.test(`${survived?.text} ${pin?.text}`))
  assert.ok(survived?.isAlarm && pin?.isAlarm)
})

test('one client that holds nothing survives where the root is there', async () => {
  const [survived, pin] = answerSentences(await rehearsedOf(['bin/joost', 'plain'], {}))
  assert.equal(
    survived?.text,
    'joost survives 12 of 14 renewals; where only today\'s root is installed, it refuses "new root, no cross-sign" and "new root, cross-sign expired".',
  )
  assert.ok(survived?.isAlarm === false && pin?.isAlarm === false)
})

for (const count of [2, 12, 30]) {
  test(`a fleet of ${count}: one sentence for each pin kind, in 80 columns`, async () => {
    const rehearsed = await rehearsedOf([], { plan: 'fleet.yaml' }, fleetOf(count))
    const said = answerSentences(rehearsed).map(({ text }) => text)
    assert.match(said[0] ?? '', new RegExp(`of ${count} releases`))
    const pins = said.filter(text => /the key of the server's certificate/.test(text))
    assert.equal(pins.length, 1)
    assert.ok(said.length <= 6, said.join('\n'))
    const text = [...rehearsalText(rehearsed, plain, 80)].join('')
    for (const line of text.split('\n')) assert.ok(textWidth(line) <= 80, line)
    assert.ok(text.split('\n').length < 110 + count, 'releases that are alike are told together')
  })
}

test('names as long as a page and of control characters stay within the lines', async () => {
  const text = fleetOf(4, at => `${at}${'n'.repeat(3000)}\u001b[31m\u202e\n`)
  const rehearsed = await rehearsedOf([], { plan: 'fleet.yaml' }, text)
  const shown = [...rehearsalText(rehearsed, plain, 80)].join('')
  for (const line of shown.split('\n')) assert.ok(textWidth(line) <= 80, line)
  assert.ok(!/[\u001b\u202e]/.test(shown))
})

test('private keys, values of variables and queries of addresses are in no format', async () => {
  const sandboxes = recordedSandboxes()
  const key = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIHN\n-----END PRIVATE KEY-----'
  const open: typeof sandboxes.open = async options => {
    const sandbox = await sandboxes.open(options)
    return {
      ...sandbox,
      run: async request => ({
        ...(await sandbox.run(request)),
        output: `error: ${key} https://me:hunter22@www.joost.test/a?token=Sesame#f is s3cret-value; GET /a?token=Sesame`,
      }),
    }
  }
  const rehearsed = await rehearsedOf(
    ['bin/joost', '--header=Sesame', 'https://www.joost.test/?token=Sesame', 'leaf-key'],
    { env: ['TOKEN=s3cret-value'] },
    undefined,
    { ...sandboxes, open },
  )
  const formats = [rehearsalJson, rehearsalJunit, rehearsalMarkdown, rehearsalSarif]
  const all = [
    ...formats.map(format => [...format(rehearsed)].join('')),
    [...rehearsalText(rehearsed, plain, 80)].join(''),
  ]
  for (const text of all) assert.ok(!/Sesame|MC4CAQ|s3cret|hunter22/.test(text), text.slice(0, 300))
  assert.match(all.at(-1) ?? '', /https:\/\/www\.joost\.test\/a is \$TOKEN/)
})

test('a key that the kept end of an output cuts is left out as well', () => {
  assert.equal(
    withoutSecrets('MIIabc\n-----END RSA PRIVATE KEY-----\nbye', {}, []),
    '(private key left out)\nbye',
  )
  assert.equal(
    withoutSecrets('a\n-----BEGIN EC PRIVATE KEY-----\nMIIab', {}, []),
    'a\n(private key left out)',
  )
  assert.equal(
    withoutSecrets('www.joost.test: 1', { HOST: 'www.joost.test', N: '1' }, ['www.joost.test']),
    'www.joost.test: 1',
  )
})

test('a search without a chain to compare with says what it lacks', async t => {
  const dir = tempFolder(t)
  writeFileSync(join(dir, 'trust.pem'), fixturePem('leaf'))
  const words = ['bin/joost', 'plain']
  const without = await rehearsedOf(words, { release: dir, scenario: ['re-keyed'] })
  assert.match(
    [...rehearsalText(without, plain, 2000)].join(''),
    /The forecast says nothing .* --current FILE/,
  )
  const none = await rehearsedOf(words, { scenario: ['re-keyed'] })
  assert.ok(![...rehearsalText(none, plain, 200)].join('').includes('The forecast says nothing'))
})

test('of what a client printed, the complaint is quoted and no armour', async () => {
  const sandboxes = recordedSandboxes()
  const open: typeof sandboxes.open = async options => {
    const sandbox = await sandboxes.open(options)
    const output = 'Certificate type: X.509\nit is unable to go on\nbye\n-----END CERTIFICATE-----'
    return { ...sandbox, run: async request => ({ ...(await sandbox.run(request)), output }) }
  }
  const rehearsed = await rehearsedOf(['bin/joost', 'plain'], {}, undefined, { ...sandboxes, open })
  const text = [...rehearsalText(rehearsed, plain, 200)].join('')
  assert.match(text, /It printed: it is unable to go on$/m)
})

test('a pin that nobody knows is told as one, and what two renewals are called', async () => {
  const raw = { scenario: ['renewed-same-key', 're-keyed'] }
  const [survived, pin] = answerSentences(await rehearsedOf(['bin/joost', 'plain'], raw))
  assert.equal(survived?.text, 'joost survives both renewals rehearsed.')
  assert.match(pin?.text ?? '', /^The pin of joost is not known: rehearsing "another intermediate, same key"/)
})

test('variables of one program are told together', () => {
  const names = ['CURL_CA_BUNDLE', 'npm_config_a', 'npm_config_b_c', 'npm_config_d', 'SSL_CERT_DIR']
  assert.equal(variablesText(names), 'CURL_CA_BUNDLE, npm_config_* (3), SSL_CERT_DIR')
})
