/** The operator's guide names exactly the words that verdicts and pins are told in. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Disagreement, PinKind, TrustStore, VerdictReason } from '../src/index.ts'

const page = readFileSync(new URL('../../../docs/rehearse.md', import.meta.url), 'utf8')

/** First cells in backquotes of the table below a heading, to the next heading. */
function firstCells(heading: string): string[] {
  const section = page.split(`${heading}\n`)[1]?.split('\n#')[0] ?? ''
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(match => match[1] ?? '')
}

// Records over the types: a word added there and not here does not compile.
const reasons: Readonly<Record<VerdictReason, true>> = {
  predicate: true,
  request: true,
  data: true,
  greeted: true,
  alert: true,
  'handshake-closed': true,
  'closed-after-handshake': true,
  'exit-code': true,
  'cannot-speak': true,
  idle: true,
  'not-reached': true,
  'other-hosts': true,
  mixed: true,
  flaky: true,
  hung: true,
  flood: true,
  died: true,
  'needs-terminal': true,
  'no-command': true,
  'baseline-refuses': true,
  'baseline-unsure': true,
  'clock-unmoved': true,
  'stand-in-pinned': true,
  'not-asked': true,
  'stopped-early': true,
  'no-sandbox': true,
  'not-rehearsable': true,
}
const pins: Readonly<Record<PinKind, true>> = {
  none: true,
  certificate: true,
  'leaf-key': true,
  intermediate: true,
  root: true,
  'stale-trust': true,
  unknown: true,
}
const disagreements: Readonly<Record<Disagreement, true>> = {
  'false-pin': true,
  'dead-pin': true,
  'unseen-pin': true,
}
const trusts: Readonly<Record<TrustStore, true>> = { old: true, both: true, new: true, host: true }

test('docs/rehearse.md explains each reason of a verdict, in order', () => {
  assert.deepEqual(firstCells('### Reasons of verdicts'), Object.keys(reasons))
})

test('docs/rehearse.md explains each kind of pin, each disagreement and each trust store', () => {
  for (const pin of Object.keys(pins)) assert.ok(page.includes(`\`${pin}\``), pin)
  for (const kind of Object.keys(disagreements)) assert.ok(page.includes(`(kinds/${kind}.md)`), kind)
  const stores = page.split('## Trust stores\n')[1]?.split('\n## ')[0] ?? ''
  for (const trust of Object.keys(trusts)) assert.match(stores, new RegExp(`\\b${trust}\``), trust)
})

test('docs/rehearse.md lists the sandboxes, strongest first', () => {
  assert.deepEqual(firstCells('## Sandboxes'), ['root', 'user', 'sudo', 'bwrap', 'proot', 'proxy'])
})
