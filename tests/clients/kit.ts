/** What the clients need beside the packages: compiled programs, a repository for git and one for apt. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const host = 'api.example.test'

export interface Kit {
  readonly url: string
  /** The Node that runs the tests. */
  readonly node: string
  /** A program of `programs/`, as a path. */
  readonly program: (name: string) => string
  /** Folder of the compiled Java programs. */
  readonly classes: string
  /** The compiled Go program, static. */
  readonly goClient: string
  /** What the stage answers: `repo.git` and `apt`. */
  readonly answers: string
}

const programs = fileURLToPath(new URL('./programs/', import.meta.url))

/** Whether a program is on PATH, or a file is there. */
export function isThere(need: string): boolean {
  if (need.startsWith('/')) return existsSync(need)
  return (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, need)))
}

/** A repository that git clones over plain files (the "dumb" protocol). */
function makeRepository(dir: string): void {
  const git = (...args: string[]): void => {
    execFileSync(
      'git',
      ['-c', 'init.defaultBranch=main', '-c', 'user.name=a', '-c', 'user.email=a@example.test', ...args],
      { cwd: dir, stdio: 'ignore' },
    )
  }
  git('init', '-q', 'source')
  writeFileSync(join(dir, 'source/file'), 'content\n')
  git('-C', 'source', 'add', 'file')
  git('-C', 'source', 'commit', '-q', '-m', 'one')
  git('clone', '-q', '--bare', 'source', 'repo.git')
  git('--git-dir=repo.git', 'update-server-info')
}

/** A flat repository without packages. */
function makeArchive(dir: string): void {
  mkdirSync(dir)
  const packages = '\n'
  const digest = createHash('sha256').update(packages).digest('hex')
  writeFileSync(join(dir, 'Packages'), packages)
  writeFileSync(
    join(dir, 'Release'),
    `Date: Sun, 01 Nov 2026 00:00:00 UTC\nSHA256:\n ${digest} ${packages.length} Packages\n`,
  )
}

/** Compiles what can be compiled here; a client whose tools are missing is skipped by name anyway. */
export function makeKit(dir: string): Kit {
  const answers = join(dir, 'answers')
  const classes = join(dir, 'classes')
  const goClient = join(dir, 'client')
  mkdirSync(answers)
  mkdirSync(classes)
  writeFileSync(join(answers, 'index.html'), 'ok\n')
  if (isThere('git')) makeRepository(answers)
  makeArchive(join(answers, 'apt'))
  if (isThere('javac')) {
    const jars = ['/usr/share/java/okhttp.jar', '/usr/share/java/okio.jar'].join(':')
    const sources = ['Plain.java', ...(isThere('/usr/share/java/okhttp.jar') ? ['Pinned.java'] : [])]
    execFileSync('javac', ['-d', classes, '-cp', jars, ...sources.map(name => join(programs, name))], {
      stdio: 'ignore',
    })
  }
  if (isThere('go')) {
    execFileSync('go', ['build', '-o', goClient, join(programs, 'client.go')], {
      env: {
        ...process.env,
        CGO_ENABLED: '0',
        GO111MODULE: 'off',
        GOCACHE: join(dir, 'go-cache'),
        GOFLAGS: '',
      },
      stdio: 'ignore',
    })
  }
  return {
    url: `https://${host}/`,
    node: process.execPath,
    program: name => join(programs, name),
    classes,
    goClient,
    answers,
  }
}
