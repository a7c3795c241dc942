/** The Containerfile: what it copies is in the repository, and what it starts exists. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../house.ts'
import { faultsOf } from './commands.ts'
import { parseContainerfile, type Step, stepsOf } from './containerfile.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const stages = parseContainerfile(read('deploy/Containerfile'))
const final = stages.at(-1)

const othersOf = (steps: readonly Step[], verb: string): readonly string[] =>
  steps.flatMap(step => (step.kind === 'other' && step.verb === verb ? [step.text] : []))

test('what is copied out of the repository is in it', () => {
  const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n')
  for (const { steps, name } of stages)
    for (const step of steps)
      if (step.kind === 'copy' && step.from === undefined)
        for (const source of step.sources)
          assert.ok(
            tracked.some(path => path === source || path.startsWith(`${source}/`)),
            `${name}: ${source}`,
          )
})

test('what is copied out of a stage names a stage that comes before', () => {
  const seen: string[] = []
  for (const { steps, name } of stages) {
    for (const step of steps)
      if (step.kind === 'copy' && step.from !== undefined) assert.ok(seen.includes(step.from), step.from)
    seen.push(name)
  }
})

test('every package is there whose manifest the lock file knows, and only the browser stays behind', () => {
  const manifest: { workspaces: string[] } = JSON.parse(read('package.json'))
  const copied = stepsOf(stages, 'manifests').flatMap(step => (step.kind === 'copy' ? step.sources : []))
  for (const home of manifest.workspaces) assert.ok(copied.includes(`${home}/package.json`), home)
  const commands = stages.flatMap(({ steps }) =>
    steps.flatMap(step => (step.kind === 'run' ? [step.command] : [])),
  )
  const installed = commands.find(command => command.includes('--omit=dev')) ?? ''
  const assembled = commands.find(command => command.includes('/assembled/$home')) ?? ''
  for (const home of manifest.workspaces.filter(home => home !== 'apps/web')) {
    assert.ok(installed.includes(`--workspace ${home}`), home)
    assert.ok(assembled.includes(` ${home}`), home)
  }
  for (const command of commands.filter(command => command.includes('npm ci')))
    assert.ok(command.includes('--ignore-scripts'), command)
})

test('the image runs as somebody who is not root, with one place to write, and checks itself', () => {
  const steps = final?.steps ?? []
  assert.deepEqual(othersOf(steps, 'USER'), ['10001:10001'])
  assert.deepEqual(othersOf(steps, 'VOLUME'), ['/data'])
  const environment = othersOf(steps, 'ENV').join(' ')
  assert.match(environment, /FORESEEN_DATA=\/data/)
  assert.match(environment, /FORESEEN_HOST=0\.0\.0\.0/)
  const entry: string[] = JSON.parse(othersOf(steps, 'ENTRYPOINT')[0] ?? '[]')
  const command: string[] = JSON.parse(othersOf(steps, 'CMD')[0] ?? '[]')
  assert.equal(entry[1], '/opt/foreseen/apps/cli/bin/foreseen.js')
  assert.deepEqual(faultsOf(command), [])
  const check = othersOf(steps, 'HEALTHCHECK')[0] ?? ''
  assert.match(check, /\/readyz/)
  assert.doesNotMatch(check, /curl|wget/)
  const words: string[] = JSON.parse(check.slice(check.indexOf('CMD') + 4))
  assert.deepEqual(words.slice(0, 2), ['node', '-e'])
  assert.ok(!stages.slice(-1).some(({ base }) => base.includes('node:')), 'npm comes with that base')
})

test('Node.js of the image is one that the program takes', () => {
  const [, major = ''] = /node:(\d+)/.exec(stages[0]?.base ?? '') ?? []
  const { engines }: { engines: { node: string } } = JSON.parse(read('apps/cli/package.json'))
  assert.ok(Number(major) >= Number(/\d+/.exec(engines.node)?.[0]), major)
})

test('what the build needs is not kept out of its context', () => {
  const rules = read('deploy/Containerfile.dockerignore')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
  assert.equal(rules[0], '*')
  for (const { steps } of stages)
    for (const step of steps)
      if (step.kind === 'copy' && step.from === undefined)
        for (const source of step.sources)
          assert.ok(
            rules.some(rule => rule === `!${source}` || source.startsWith(`${rule.slice(1)}/`)),
            source,
          )
  for (const left of ['**/node_modules', '**/dist', '**/*.tsbuildinfo']) assert.ok(rules.includes(left), left)
})

test('the recipes are all named in the document', () => {
  const text = read('docs/deploy.md')
  for (const name of readdirSync(join(root, 'deploy')).filter(name => !/ignore$|^secrets$/.test(name)))
    assert.ok(text.includes(`deploy/${name}`), name)
  assert.ok(existsSync(join(root, 'LICENSE')))
})
