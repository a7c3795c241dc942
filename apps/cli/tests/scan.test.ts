/** `foreseen scan` as a child process on real folders. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { foundAuthority } from '@foreseen/world/sandbox'
import { fixtureDer, fixturePem, toyPem } from '../../../tests/fixture-ca/read.ts'
import { bin, foreseen, steady, tempFolder } from './run.ts'
import { sarifErrors, schemaErrors } from './schema.ts'

const at = ['--at', '2026-11-22']
const makeFifo = 'mkfifo'

/** A small source tree with one thing of most kinds. */
function plantTree(dir: string): void {
  mkdirSync(join(dir, 'src/net'), { recursive: true })
  writeFileSync(join(dir, 'src/net/server.pem'), fixturePem('leaf'))
  writeFileSync(join(dir, 'src/net/chain.pem'), fixturePem('leaf') + fixturePem('intermediate-1'))
  writeFileSync(join(dir, 'root.der'), fixtureDer('root-a'))
  writeFileSync(join(dir, 'old.pem.gz'), gzipSync(fixturePem('leaf-expired')))
  writeFileSync(join(dir, 'empty'), '')
  writeFileSync(join(dir, 'plain.txt'), 'nothing here\n')
}

const golden = `Found 1 server certificate, 1 intermediate CA and 1 root CA. The next end is
that of www.joost.test: 2026-12-18 (in 26 days).

level   kind                    what                    ends
high    hardwired-leaf          www.joost.test          2026-12-18 in 26 days
    ./src/net/chain.pem @0 line 1
    ./src/net/server.pem @0 line 1
medium  hardwired-intermediate  Fixture Intermediate 1  2034-01-01 in 7 years
    ./src/net/chain.pem @LEAF line LINE
low     hardwired-root          Fixture Root A          2050-01-01 in 23 years
    ./root.der @0
info    expired-certificate     www.joost.test          2024-12-18 23 months ago
    ./old.pem.gz!old.pem @0 line 1

Looked at 6 files, SIZE in N ms; 1 container opened (1 member, INSIDE); nothing
was left unseen.
`

test('the text is the golden one at 80 columns', async t => {
  const dir = tempFolder(t)
  plantTree(dir)
  const ran = await foreseen(['scan', '.', ...at], dir)
  const leaf = fixturePem('leaf')
  const expected = golden.replace('@LEAF', `@${leaf.length}`).replace('LINE', String(leaf.split('\n').length))
  const seen = steady(ran.stdout)
    .replace(/[0-9.]+ k?B(ytes)? in/, 'SIZE in')
    .replace(/member, [0-9.]+ (kB|bytes)/, 'member, INSIDE')
  assert.equal(seen.replace(/\s+/g, ' '), expected.replace(/\s+/g, ' '))
  const beforeCounts = (text: string): string => text.split('\n\nLooked')[0] ?? ''
  assert.equal(beforeCounts(ran.stdout), beforeCounts(expected), 'answer and table, to the blank')
  for (const line of ran.stdout.split('\n')) assert.ok(line.length <= 80, line)
  assert.equal(ran.stderr, '', 'progress is for terminals')
  assert.equal(ran.code, 0)
})

test('machine formats come from the same run, each of its schema', async t => {
  const dir = tempFolder(t)
  plantTree(dir)
  const lines = (await foreseen(['scan', '.', '--format', 'jsonl', ...at], dir)).stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  for (const line of lines) assert.deepEqual(schemaErrors('findings', line), [])
  assert.deepEqual(lines.map(line => line.path).slice(0, -1), [
    './old.pem.gz!old.pem',
    './root.der',
    './src/net/chain.pem',
    './src/net/chain.pem',
    './src/net/server.pem',
  ])
  assert.deepEqual(
    schemaErrors('scan', JSON.parse((await foreseen(['scan', '.', '--json', ...at], dir)).stdout)),
    [],
  )
  assert.deepEqual(
    sarifErrors(JSON.parse((await foreseen(['scan', '.', '--format', 'sarif', ...at], dir)).stdout)),
    [],
  )
})

test('--fail-on decides about 1: by level, by kind, by list', async t => {
  const dir = tempFolder(t)
  writeFileSync(join(dir, 'root.pem'), fixturePem('root-a'))
  const code = async (...args: string[]): Promise<number> =>
    (await foreseen(['scan', '.', ...at, ...args], dir)).code
  assert.equal(await code(), 0)
  assert.equal(await code('--fail-on', 'high'), 0)
  assert.equal(await code('--fail-on', 'low'), 1)
  assert.equal(await code('--fail-on', 'private-key,hardwired-root'), 1)
  assert.equal(await code('no-such-file'), 2)
  assert.equal(
    await code('no-such-file', '--fail-on', 'low'),
    1,
    'what was found holds whatever else was not seen',
  )
})

test('what cannot be looked at is said, and 2; --allow-unseen lets it pass', async t => {
  const dir = tempFolder(t)
  const ran = await foreseen(['scan', 'no-such-file', ...at], dir)
  assert.equal(ran.code, 2)
  assert.match(ran.stdout, /^Nothing hardwired was found\. 1 place could not be looked at/)
  assert.match(ran.stdout, /Not looked at:\n {2}no-such-file\n/)
  assert.equal((await foreseen(['scan', 'no-such-file', '--allow-unseen', 'unreadable'], dir)).code, 0)
  assert.equal((await foreseen(['scan', 'no-such-file', '--allow-unseen', 'sealed'], dir)).code, 2)
})

test('files that may not be read, pipes, loops and odd names: a record each, and the run goes on', async t => {
  const dir = tempFolder(t)
  writeFileSync(join(dir, 'a\nb\u001b[31m.pem'), fixturePem('leaf'))
  writeFileSync(
    Buffer.concat([Buffer.from(`${dir}/`), Buffer.from([0xff, 0xfe]), Buffer.from('.pem')]),
    fixturePem('root-a'),
  )
  symlinkSync('.', join(dir, 'loop'))
  writeFileSync(join(dir, 'closed.pem'), fixturePem('leaf'))
  chmodSync(join(dir, 'closed.pem'), 0)
  const piped = spawnSync(makeFifo, [join(dir, 'pipe')]).status === 0
  const ran = await foreseen(['scan', '.', ...at], dir)
  assert.ok(!ran.stdout.includes('\u001b'), 'a control character of a file name reached the output')
  assert.match(ran.stdout, /\.\/a\\0Ab\\1B\[31m\.pem @0/)
  assert.match(ran.stdout, /hardwired-root/)
  if (piped) assert.match(ran.stdout, /\.\/pipe\n/)
  if (process.getuid?.() !== 0) assert.match(ran.stdout, /closed\.pem/)
  assert.equal(ran.code, piped || process.getuid?.() !== 0 ? 2 : 0)
})

test('--max-depth 0 opens nothing, and that is no failure', async t => {
  const dir = tempFolder(t)
  plantTree(dir)
  const ran = await foreseen(['scan', '.', '--max-depth', '0', '--format', 'jsonl', ...at], dir)
  assert.equal(ran.code, 0)
  assert.ok(!ran.stdout.includes('old.pem.gz!'))
})

test('--out writes the whole file or none, and leaves nothing beside it', async t => {
  const dir = tempFolder(t)
  plantTree(dir)
  const ran = await foreseen(['scan', 'src', '--format', 'jsonl', '--out', 'out.jsonl', ...at], dir)
  assert.deepEqual([ran.code, ran.stdout], [0, ''])
  assert.match(readFileSync(join(dir, 'out.jsonl'), 'utf8'), /"type":"summary".*\n$/)
  assert.deepEqual(
    readdirSync(dir).filter(name => name.includes('part')),
    [],
  )
  const refused = await foreseen(['scan', 'src', '--out', 'no/such/folder/out', ...at], dir)
  assert.equal(refused.code, 2)
  assert.match(refused.stderr, /cannot write no\/such\/folder\/out: .*\[cli-cannot-write\]/)
})

test('--cache: the second scan says the same, a damaged cache is made anew, one that cannot be written is refused', async t => {
  const dir = tempFolder(t)
  plantTree(dir)
  const scan = (cache: string) =>
    foreseen(['scan', 'src', 'old.pem.gz', '--cache', cache, '--json', ...at], dir)
  const first = await scan('seen.cache')
  assert.ok(existsSync(join(dir, 'seen.cache')))
  assert.equal(steady((await scan('seen.cache')).stdout), steady(first.stdout))
  writeFileSync(join(dir, 'seen.cache'), 'not a cache')
  assert.equal(steady((await scan('seen.cache')).stdout), steady(first.stdout))
  const refused = await scan('no/such/folder/seen.cache')
  assert.equal(refused.code, 2)
  assert.match(refused.stderr, /cannot write --cache .*\[cli-cannot-write\]/)
})

test('--cache: verdicts of signatures stand behind it, and a forged octet is not believed', async t => {
  const dir = tempFolder(t)
  const file = join(dir, 'seen.cache')
  plantTree(dir)
  const scan = () => foreseen(['scan', 'root.der', '--cache', file, '--json', ...at], dir)
  const first = await scan()
  assert.match(first.stdout, /"position":"root"/)
  const bytes = readFileSync(file)
  assert.ok(bytes.includes('foreseen-verdicts-'))
  assert.equal(bytes.at(-1), 1)
  assert.equal(steady((await scan()).stdout), steady(first.stdout))
  bytes[bytes.length - 1] = 2
  writeFileSync(file, bytes)
  assert.equal(steady((await scan()).stdout), steady(first.stdout))
  assert.equal(readFileSync(file).at(-1), 1)
})

test('a bundle of roots is one row and one result, and each root a line', async t => {
  const dir = tempFolder(t)
  const authorities = await Promise.all(
    Array.from({ length: 12 }, () => foundAuthority('www.joost.test', Date.parse('2026-11-22'))),
  )
  writeFileSync(join(dir, 'roots.pem'), authorities.map(authority => authority.rootPem).join('\n'))
  const text = await foreseen(['scan', '.', ...at], dir)
  assert.match(text.stdout, /^Found 1 bundle of roots\./)
  assert.match(
    text.stdout,
    /\nlow {4}public-bundle {2}12 roots to 20[0-9]{2}-[0-9]{2}\n {4}\.\/roots\.pem\n\n/,
  )
  const log = JSON.parse((await foreseen(['scan', '.', '--format', 'sarif', ...at], dir)).stdout)
  assert.deepEqual(sarifErrors(log), [])
  assert.deepEqual(
    log.runs[0].results.map((result: { ruleId: string }) => result.ruleId),
    ['public-bundle'],
  )
  const lines = await foreseen(['scan', '.', '--format', 'jsonl', '--fail-on', 'public-bundle', ...at], dir)
  assert.equal(lines.stdout.split('"kind":"public-bundle"').length - 1, 12)
  assert.equal(lines.code, 1)
})

test('a private key is named and never shown', async t => {
  const dir = tempFolder(t)
  const pem = toyPem('leaf')
  writeFileSync(join(dir, 'key.pem'), pem)
  const secret = pem.split('\n')[2] ?? ''
  for (const format of ['text', 'jsonl', 'json', 'sarif', 'csv']) {
    const ran = await foreseen(['scan', '.', '--format', format], dir)
    assert.ok(secret.length > 10 && !ran.stdout.includes(secret), format)
    assert.match(ran.stdout, /private-key/)
  }
})

test('a reader that goes away ends the run without a word', async t => {
  const dir = tempFolder(t)
  for (let k = 0; k < 300; k++)
    writeFileSync(join(dir, `${k}.pem`), fixturePem('leaf') + fixturePem('root-a'))
  const child = spawn(process.execPath, [bin, 'scan', '.', '--format', 'jsonl'], {
    cwd: dir,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  child.stdout.once('data', () => child.stdout.destroy())
  const code = await new Promise(resolve => child.once('exit', resolve))
  assert.equal(stderr, '')
  assert.equal(code, 141)
})

test('Ctrl-C ends the run with one line and 130, and leaves nothing behind', async t => {
  const dir = tempFolder(t)
  const fed = spawnSync(makeFifo, [join(dir, 'passwords')]).status === 0
  if (!fed) return t.skip('needs mkfifo: apt-get install coreutils')
  writeFileSync(join(dir, 'big'), Buffer.alloc(1 << 20))
  // Many names of one file keep the run busy for as long as it takes to be interrupted.
  const paths = Array.from({ length: 20_000 }, () => 'big')
  const child = spawn(process.execPath, [bin, 'scan', ...paths, '--out', 'out.txt'], {
    cwd: dir,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  const running = new Promise<void>(resolve => child.once('spawn', resolve))
  await running
  const beat = setInterval(() => child.kill('SIGINT'), 400)
  const code = await new Promise(resolve => child.once('exit', (exit, signal) => resolve(exit ?? signal)))
  clearInterval(beat)
  if (code !== 'SIGINT') {
    assert.equal(code, 130)
    assert.equal(stderr, 'foreseen: interrupted, nothing was left behind.\n')
  }
  assert.equal(existsSync(join(dir, 'out.txt')), false)
  assert.deepEqual(readdirSync(dir).sort(), ['big', 'passwords'])
})

test('a folder without a file that is meant is no clean result', async t => {
  const dir = tempFolder(t)
  plantTree(dir)
  const ran = await foreseen(['scan', '.', '--include', '*.none'], dir)
  assert.match(ran.stdout, /^No file was looked at/)
})

test('colour only for a terminal', async t => {
  const dir = tempFolder(t)
  plantTree(dir)
  const ran = await foreseen(['scan', '.', ...at], dir, { FORCE_COLOR: '1' })
  assert.ok(!ran.stdout.includes('\u001b'))
})

test('on a terminal: the same answer in colour, from a thread of its own; NO_COLOR takes the colour away', async t => {
  const recorder = 'script'
  if (spawnSync(recorder, ['--version']).status !== 0) return t.skip('needs script: apt-get install bsdutils')
  const dir = tempFolder(t)
  plantTree(dir)
  const shown = (env: NodeJS.ProcessEnv): string =>
    spawnSync(recorder, ['-qec', `'${process.execPath}' '${bin}' scan . ${at.join(' ')}`, '/dev/null'], {
      cwd: dir,
      encoding: 'utf8',
      // CI keeps progress away, which a slow machine would show.
      env: { ...process.env, TERM: 'xterm', CI: '1', ...env },
    }).stdout.replaceAll('\r\n', '\n')
  const coloured = shown({ NO_COLOR: '' })
  assert.ok(coloured.includes('\u001b[1m'), coloured)
  const plain = shown({ NO_COLOR: '1' })
  assert.ok(!plain.includes('\u001b['), plain)
  const piped = (await foreseen(['scan', '.', ...at], dir)).stdout
  const flat = (text: string): string => steady(text.replace(/\s+/g, ' '))
  assert.equal(flat(plain), flat(piped))
})
