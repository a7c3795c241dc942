/** One run by itself: every ending that a client can have, and the verdict that belongs to it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEnd, VerdictKind, VerdictReason } from '@foreseen/facts'
import { readRun } from '../../src/index.ts'
import { connection, ended, host, type RunMade, run, timedOut } from './scene.ts'

const signal = (name: string): RunEnd => ({ kind: 'signal', signal: name })

const endings: readonly [name: string, made: RunMade, kind: VerdictKind, reason: VerdictReason][] = [
  ['a request arrives', { course: 'request' }, 'connects', 'request'],
  ['application data arrives', { course: 'data' }, 'connects', 'data'],
  ['data arrives and it runs on', { course: 'data', end: timedOut }, 'connects', 'data'],
  ['data arrives and it floods', { course: 'data', end: { kind: 'flood' } }, 'connects', 'data'],
  ['unknown CA', { course: 48 }, 'refuses', 'alert'],
  ['internal error, as Perl says it', { course: 80 }, 'refuses', 'alert'],
  ['an alert beyond the family', { course: 51 }, 'refuses', 'alert'],
  ['refused again and again until it is ended', { course: 48, end: timedOut }, 'refuses', 'alert'],
  ['handshake failure and nothing else', { course: 40 }, 'refuses', 'cannot-speak'],
  ['protocol version', { course: 70 }, 'refuses', 'cannot-speak'],
  ['insufficient security', { course: 71 }, 'refuses', 'cannot-speak'],
  ['a silent close in the handshake', { course: 'closed-in-handshake' }, 'refuses', 'handshake-closed'],
  ['close_notify in the handshake', { course: 0 }, 'refuses', 'handshake-closed'],
  ['closed after the handshake', { course: 'closed-after' }, 'refuses', 'closed-after-handshake'],
  ['reset after the handshake', { course: 'reset-after' }, 'refuses', 'closed-after-handshake'],
  [
    'closed early, ended late',
    { course: 'closed-after', end: timedOut },
    'refuses',
    'closed-after-handshake',
  ],
  ['idle until it is ended', { course: 'idle', end: timedOut }, 'unsure', 'idle'],
  ['stuck in the handshake', { course: 'handshaking', end: timedOut }, 'unsure', 'hung'],
  ['flooding while idle', { course: 'idle', end: { kind: 'flood' } }, 'unsure', 'flood'],
  ['never connects', {}, 'unsure', 'not-reached'],
  ['opens and says nothing', { course: 'wordless' }, 'unsure', 'not-reached'],
  ['never connects and is ended', { end: timedOut }, 'unsure', 'hung'],
  ['dies before it connects', { end: signal('SIGSEGV') }, 'unsure', 'died'],
  ['floods before it connects', { end: { kind: 'flood' } }, 'unsure', 'flood'],
  ['the shell finds no command', { end: ended(127) }, 'unsure', 'no-command'],
  ['cannot be started', { end: { kind: 'not-started', detail: 'no such file' } }, 'unsure', 'no-command'],
  [
    'top',
    { output: "top: failed tty get: 'TERM environment variable not set.'" },
    'unsure',
    'needs-terminal',
  ],
  ['vim', { output: 'Error opening terminal: unknown.' }, 'unsure', 'needs-terminal'],
  ['stty', { output: "stty: 'standard input': Inappropriate ioctl for device" }, 'unsure', 'needs-terminal'],
  ['asks for other names only', { namesAsked: ['telemetry.example.test'] }, 'unsure', 'other-hosts'],
  ['asks for its name and stays away', { namesAsked: [host] }, 'unsure', 'not-reached'],
  ['mixed up with others', { course: 'request', mixed: 'two runs share an address' }, 'unsure', 'mixed'],
  ['the predicate holds', { course: 48, predicate: true }, 'connects', 'predicate'],
  ['the predicate fails', { course: 'request', predicate: false }, 'refuses', 'predicate'],
]

for (const [name, made, kind, reason] of endings)
  test(`read: ${name}`, () => {
    const verdict = readRun(run('re-keyed', made), [host])
    assert.deepEqual([verdict.kind, verdict.reason], [kind, reason], verdict.evidence)
    assert.ok(verdict.evidence.length > 10 && !/[.\n]$/.test(verdict.evidence), verdict.evidence)
  })

test('the evidence of an alert names it', () => {
  assert.equal(
    readRun(run('re-keyed', { course: 48 })).evidence,
    'refused in the handshake with alert 48 (unknown_ca)',
  )
})

test('other hosts do not count, whatever they are sent', () => {
  const events = [
    ...connection('request', { host: 'telemetry.test', rehearsed: false }),
    ...connection(46, { connection: 2 }),
  ]
  assert.equal(readRun(run('re-keyed', { events })).reason, 'alert')
  assert.deepEqual(readRun(run('re-keyed', { events: events.slice(0, 6) }), [host]), {
    kind: 'unsure',
    reason: 'other-hosts',
    evidence: 'it asked for telemetry.test only',
  })
})

test('one accepted connection among refused ones is told as such', () => {
  const events = [...connection(46), ...connection('request', { connection: 2 })]
  const { kind, evidence } = readRun(run('re-keyed', { events }))
  assert.equal(kind, 'connects')
  assert.match(evidence, /another connection was refused in the handshake with alert 46/)
})

test('an attempt made again with a lower TLS version is one attempt', () => {
  const events = [
    ...connection(70, { version: 'TLSv1.3' }),
    ...connection('request', { connection: 2, atMs: 30, version: 'TLSv1.2' }),
  ]
  const { kind, evidence } = readRun(run('re-keyed', { events }))
  assert.equal(kind, 'connects')
  assert.doesNotMatch(evidence, /another/)
})

test('a greeting that the server sends is no word of the client', () => {
  const greeted = connection('closed-after').map(event =>
    event.kind === 'closed' ? { ...event, bytes: 220 } : event,
  )
  assert.equal(readRun(run('re-keyed', { events: greeted })).reason, 'closed-after-handshake')
})
