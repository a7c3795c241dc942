/** What is made of the list of options: the page, the completion, the kinds. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { kinds } from '@foreseen/facts'
import { commands } from '../src/options/commands.ts'
import { completionScript } from '../src/options/completion.ts'
import { standardLimits } from '../src/options/limits.ts'
import { referencePage } from '../src/options/reference.ts'
import { foreseen, tempFolder } from './run.ts'

test('docs/cli.md is current', () => {
  const place = new URL('../../../docs/cli.md', import.meta.url)
  if (process.env.FORESEEN_WRITE === '1') writeFileSync(place, referencePage())
  assert.equal(readFileSync(place, 'utf8'), referencePage(), 'run this test with FORESEEN_WRITE=1')
})

test('the standards in the help are those that hold', async () => {
  const { defaultLimits } = await import('../../../packages/scan/src/engine/limits.ts')
  assert.deepEqual(standardLimits, defaultLimits)
  const standard = (name: string): string =>
    commands[0]?.flags.find(item => item.name === name)?.standard ?? ''
  assert.equal(standard('max-depth'), String(standardLimits.depth))
  assert.equal(standard('max-members'), String(standardLimits.members))
  assert.equal(standard('max-ratio'), String(standardLimits.ratio))
  assert.equal(standard('max-total'), `${standardLimits.totalBytes / 1024 ** 3}G`)
  assert.equal(standard('max-member'), `${standardLimits.memberBytes / 1024 ** 3}G`)
})

/** What bash offers for a line, asked of bash itself. */
function complete(script: string, words: readonly string[]): string[] {
  const line = words.map(word => `'${word}'`).join(' ')
  const program = `source '${script}'; COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; compopt() { :; }; _foreseen; printf '%s\\n' "\${COMPREPLY[@]}"`
  return spawnSync('bash', ['-c', program], { encoding: 'utf8' }).stdout.trim().split('\n')
}

test('bash completes commands, options and values', t => {
  if (!existsSync('/bin/bash')) return t.skip('needs bash: apt-get install bash')
  const script = join(tempFolder(t), 'foreseen.bash')
  writeFileSync(script, completionScript('bash'))
  assert.deepEqual(complete(script, ['foreseen', 'sc']), ['scan'])
  assert.deepEqual(complete(script, ['foreseen', 'scan', '--max-d']), ['--max-depth'])
  assert.deepEqual(complete(script, ['foreseen', 'check', '--plan', 'new-i']), ['new-intermediate'])
  assert.deepEqual(complete(script, ['foreseen', 'scan', '--format', 's']), ['sarif'])
})

test('zsh takes the script', t => {
  if (spawnSync('zsh', ['--version']).status !== 0) return t.skip('needs zsh: apt-get install zsh')
  const script = join(tempFolder(t), '_foreseen')
  writeFileSync(script, completionScript('zsh'))
  assert.equal(spawnSync('zsh', ['-n', script], { encoding: 'utf8' }).stderr, '')
})

test('every kind is listed and explained', async () => {
  const { stdout } = await foreseen(['kinds'])
  for (const { id } of kinds) assert.ok(stdout.includes(id), id)
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line)
  const page = await foreseen(['kinds', 'hardwired-leaf'])
  assert.match(page.stdout, /^# /)
  assert.equal(JSON.parse((await foreseen(['kinds', '--json'])).stdout).kinds.length, kinds.length)
})
