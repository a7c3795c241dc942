/** The gate with an outside that does as it is told: exit codes, what is live afterwards, what is said. */
import assert from 'node:assert/strict'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Scene, scene } from './gate-scene.ts'
import { schemaErrors } from './schema.ts'

/** `old` is live, `new` is staged. */
async function staged(t: TestContext, oldDays = 30): Promise<Scene> {
  const made = scene(t)
  await made.stage('old', 'leaf', oldDays, '10')
  await made.stage('new', 'leaf-next', 90, '11')
  if (oldDays > 0) assert.equal((await made.promote('old')).code, 0)
  return made
}

const fingerprint = (text: string): string => /--approve WHO:([0-9a-f]{16})/.exec(text)?.[1] ?? ''

test('0: every release connects, and it is live', async t => {
  const made = await staged(t)
  const { code, text } = await made.promote('new', {}, ['true'])
  assert.equal(code, 0)
  assert.match(text, /^The next certificate of www\.joost\.test is live as generation 2/)
  assert.equal(made.live(), 'new')
})

test('10: refused, and nothing changed', async t => {
  const made = await staged(t)
  made.verdicts.small = 'refuses'
  const { code, text } = await made.promote('new', {}, ['touch', join(made.dir, 'ran')])
  assert.equal(code, 10)
  assert.match(text, /refused: one supported release, 10% of the fleet, would stop connecting/)
  assert.equal(made.live(), 'old')
  assert.ok(!existsSync(join(made.dir, 'ran')))
})

test('11: waiting, then approved by name', async t => {
  const made = await staged(t)
  made.verdicts.small = 'refuses'
  const asks = { tolerate: '11%', requireApproval: 'refusals' }
  assert.equal((await made.promote('new', asks)).code, 11)
  assert.equal(made.live(), 'old')
  const { code, text } = await made.promote('new', { ...asks, approve: 'anna' })
  assert.equal(code, 0)
  assert.match(text, /anna approved exactly this chain/)
  assert.equal(made.live(), 'new')
})

test('12: not judged, and nothing changed', async t => {
  const made = await staged(t)
  made.failure = 'Nothing was rehearsed: no sandbox works here. [rehearse-no-sandbox]'
  const { code, text } = await made.promote('new')
  assert.equal(code, 12)
  assert.match(text, /Nothing was rehearsed: no sandbox works here/)
  assert.equal(made.live(), 'old')
})

test('a refusal is overridden by who types the fingerprint, and by nobody else', async t => {
  const made = await staged(t)
  made.verdicts.small = 'refuses'
  const refusal = await made.promote('new', { approve: 'anna' })
  assert.equal(refusal.code, 10)
  const other = await made.promote('new', { approve: `anna:${'0'.repeat(16)}` })
  assert.equal(other.code, 10)
  assert.match(other.text, /names another chain/)
  const { code } = await made.promote('new', { approve: `anna:${fingerprint(refusal.text)}` })
  assert.equal(code, 0)
  assert.equal(made.live(), 'new')
})

test('an approval may be written down first; the gate that comes later finds it', async t => {
  const made = await staged(t)
  made.verdicts.small = 'refuses'
  const refusal = await made.promote('new')
  const written = await made.run({ approve: `anna:${fingerprint(refusal.text)}` })
  assert.equal(written.code, 0)
  assert.match(written.text, /approval of anna .* is recorded/)
  assert.equal(made.live(), 'old')
  assert.equal((await made.promote('new')).code, 0)
  assert.equal(made.live(), 'new')
})

test('the current one is at its end: accepted risks do not wait, others are told that both ways break', async t => {
  const made = await staged(t, 2)
  made.verdicts.small = 'refuses'
  const refused = await made.promote('new')
  assert.equal(refused.code, 10)
  assert.match(refused.text, /^Both ways break: one supported release, 10% of the fleet/)
  const asks = { tolerate: '0.11', requireApproval: 'always' }
  const { code, text } = await made.promote('new', asks)
  assert.equal(code, 0)
  assert.match(text, /goes live without the approval/)
})

test('an ended certificate keeps nobody from staging the next', async t => {
  const made = await staged(t, -1)
  const current = { current: join(made.dir, 'old.pem'), currentKey: join(made.dir, 'old.key') }
  made.verdicts.small = 'refuses'
  const refused = await made.promote('new', current)
  assert.match(refused.text, /Both ways break.*no baseline.*ended on/)
  made.verdicts.small = 'connects'
  assert.equal((await made.promote('new', current)).code, 0)
})

test('a failing deploy command: the old one is live again, and 10', async t => {
  const made = await staged(t)
  const { code, text } = await made.promote('new', {}, ['sh', '-c', 'exit 4'])
  assert.equal(code, 10)
  assert.match(text, /did not go live: sh ended with code 4 \[deploy-failed\]; generation 1 is live again/)
  assert.equal(made.live(), 'old')
})

test('files that change while clients are rehearsed do not go live', async t => {
  const made = await staged(t)
  made.meanwhile = () => appendFileSync(join(made.dir, 'new.pem'), '\n')
  const { code, text } = await made.promote('new')
  assert.equal(code, 12)
  assert.match(text, /\[gate-staged-changed\]/)
  assert.equal(made.live(), 'old')
})

test('live already: nothing is rehearsed again', async t => {
  const made = await staged(t)
  made.meanwhile = () => assert.fail('rehearsed')
  const { code, text } = await made.promote('old')
  assert.equal(code, 0)
  assert.match(text, /live already; nothing was done/)
})

test('a gate ended before its deploy command is finished by the next', async t => {
  const made = await staged(t)
  const log = join(made.dir, 'live/decisions.jsonl')
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  writeFileSync(log, `${lines.filter(line => !line.includes('"deployed"')).join('\n')}\n`)
  const ran = join(made.dir, 'ran')
  const { code, text } = await made.promote('old', {}, ['sh', '-c', `echo $FORESEEN_GENERATION > ${ran}`])
  assert.equal(code, 0)
  assert.match(text, /The gate before this one was ended/)
  assert.equal(readFileSync(ran, 'utf8'), '1\n')
})

test('live already and not served: the deploy command is run again', async t => {
  const made = await staged(t)
  await made.promote('new')
  made.served = { '192.0.2.1': 'old' }
  const ran = join(made.dir, 'ran')
  const { code, text } = await made.promote('new', { verify: true }, ['touch', ran])
  assert.equal(code, 12)
  assert.match(text, /the deploy command was run again/)
  assert.ok(existsSync(ran))
  made.served = { '192.0.2.1': 'new' }
  rmSync(ran)
  assert.equal((await made.promote('new', { verify: true }, ['touch', ran])).code, 0)
  assert.ok(!existsSync(ran))
})

test('back, and the chain that was left is not promoted again by the clock', async t => {
  const made = await staged(t)
  await made.promote('new')
  assert.equal((await made.run({ back: true, verify: false })).code, 0)
  assert.equal(made.live(), 'old')
  const again = await made.promote('new')
  assert.equal(again.code, 11)
  assert.match(again.text, /went back from this very chain/)
  assert.equal((await made.promote('new', { approve: 'anna' })).code, 0)
  assert.equal(made.live(), 'new')
})

test('what is served is looked at: everywhere 0, partly and nowhere 12, and it stays live', async t => {
  const made = await staged(t)
  made.served = { '192.0.2.1': 'new', '2001:db8::1': 'old' }
  const partial = await made.promote('new', { verify: true })
  assert.equal(partial.code, 12)
  assert.match(partial.text, /Partial deployment: 1 of 2 addresses do not serve it\..*2001:db8::1: another/)
  assert.equal(made.live(), 'new')
  made.served['2001:db8::1'] = ''
  const unseen = await made.promote('new', { verify: true })
  assert.equal(unseen.code, 12)
  assert.match(unseen.text, /not every address could be looked at/)
  made.served['2001:db8::1'] = 'new'
  assert.equal((await made.promote('new', { verify: true })).code, 0)
})

test('what is served decides how near the end is, before what is live in the folder', async t => {
  const made = await staged(t)
  await made.stage('third', 'leaf', 1, '12')
  made.served = { '192.0.2.1': 'third' }
  made.verdicts.small = 'refuses'
  const { text } = await made.promote('new', { verify: true })
  assert.match(text, /^Both ways break/)
})

test('without a live folder: the command gets the staged files, and nothing is kept', async t => {
  const made = await staged(t, -1)
  const ran = join(made.dir, 'ran')
  const line = `echo "$FORESEEN_CHAIN $FORESEEN_GENERATION." > ${ran}`
  const { code, text } = await made.promote('new', { live: undefined }, ['sh', '-c', line])
  assert.equal(code, 0)
  assert.equal(readFileSync(ran, 'utf8'), `${join(made.dir, 'new.pem')} .\n`)
  assert.match(text, /handed over.*--back has nothing to return to/)
})

test('2: staged files that no server could serve, before anything is rehearsed or written', async t => {
  const made = await staged(t, -1)
  made.meanwhile = () => assert.fail('rehearsed')
  const other = await made.promote('new', { key: join(made.dir, 'old.key') })
  assert.equal(other.code, 2)
  assert.match(other.stderr, /materials-key-mismatch/)
  assert.match((await made.promote('old')).stderr, /materials-expired/)
  assert.match((await made.promote('absent')).stderr, /cli-cannot-read/)
  assert.ok(!existsSync(join(made.dir, 'live/live')))
})

test('2: what is missing is said at once', async t => {
  const made = scene(t)
  const bare = await made.run({ live: undefined })
  assert.equal(bare.code, 2)
  for (const name of ['--next', '--key', '--plan', '--live']) assert.ok(bare.stderr.includes(name), name)
  assert.match((await made.run({ back: true, live: undefined })).stderr, /--live is missing/)
  assert.match((await made.run({ approve: 'anna' })).stderr, /gate-bad-approval/)
  assert.match((await made.run({ approve: 'anna:12' })).stderr, /gate-bad-approval/)
  assert.match((await made.run({ back: true })).stderr, /deploy-no-previous/)
  for (const tolerate of ['x', '101%', '2', '-1'])
    assert.match((await made.run({ tolerate, back: true })).stderr, /gate-bad-share/)
})

test('2: two gates at once', async t => {
  const made = await staged(t)
  const start = readFileSync(`/proc/${process.pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[19]
  writeFileSync(join(made.dir, 'live/gate.lock'), `${process.pid}\n${start}\n${hostname()}\n`)
  const { code, stderr } = await made.promote('new')
  assert.equal(code, 2)
  assert.match(stderr, /deploy-locked/)
})

test('a folder called live that is no link is not touched', async t => {
  const made = scene(t)
  await made.stage('new', 'leaf', 90, '10')
  mkdirSync(join(made.dir, 'live/live'), { recursive: true })
  assert.match((await made.promote('new')).stderr, /deploy-not-live-folder/)
  rmSync(join(made.dir, 'live'), { recursive: true })
})

test('JSON: by its schema, and without a key', async t => {
  const made = await staged(t)
  const json = async (ran: Promise<{ text: string }>): Promise<{ outcome: string; exit: number }> => {
    const { text } = await ran
    const document = JSON.parse(text)
    assert.deepEqual(schemaErrors('promotion', document), [])
    assert.ok(!text.includes('PRIVATE'))
    return document
  }
  made.verdicts.small = 'refuses'
  made.served = { '192.0.2.1': 'old' }
  const refused = await json(made.promote('new', { json: true, verify: true }))
  assert.deepEqual([refused.outcome, refused.exit], ['refused', 10])
  made.verdicts.small = 'connects'
  const promoted = await json(made.promote('new', { json: true, verify: true }))
  assert.deepEqual([promoted.outcome, promoted.exit], ['promoted', 12])
  const back = await json(made.run({ back: true, json: true, verify: false }))
  assert.deepEqual([back.outcome, back.exit], ['back', 0])
  const recorded = await json(made.run({ approve: `anna:${'0'.repeat(64)}`, json: true }))
  assert.equal(recorded.outcome, 'recorded')
})

test('no key stands in the log, nor in a file that others may read', async t => {
  const made = await staged(t)
  await made.promote('new')
  assert.ok(!readFileSync(join(made.dir, 'live/decisions.jsonl'), 'utf8').includes('PRIVATE'))
  assert.deepEqual(
    made.log().map(({ what }) => what),
    ['decided', 'switched', 'deployed', 'decided', 'switched', 'deployed'],
  )
})
