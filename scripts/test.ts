/**
 * Runs every test file with node's own runner. A test that needs a system program skips and names the
 * package that brings it; with FORESEEN_NO_SKIPS=1 (CI, where they are installed) a skip is a failure.
 * With FORESEEN_ENGINE=postgresql all that stands on a workplace runs on PostgreSQL, and is skipped as a
 * whole where there is none.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { postgresMissing } from '../packages/ledger/tests/postgres.ts'

const everywhere = ['tests/**/*.test.ts', 'packages/*/tests/**/*.test.ts', 'apps/*/tests/**/*.test.ts']
const wanted = process.argv.slice(2)
const missing = process.env.FORESEEN_ENGINE === 'postgresql' ? postgresMissing : undefined

/** Whether all that ran passed, and what was skipped. */
function runFiles(): { readonly isPassed: boolean; readonly skipped: readonly string[] } {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-test-'))
  const skips = join(dir, 'skips')
  const argv = [
    '--conditions=foreseen-source',
    '--test',
    '--test-timeout=900000',
    // Much of it waits for other programs: more files at once than cores.
    `--test-concurrency=${availableParallelism() + 1}`,
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./scripts/skips.ts',
    `--test-reporter-destination=${skips}`,
    ...(wanted.length > 0 ? wanted : everywhere),
  ]
  const { status } = spawnSync(process.execPath, argv, { stdio: 'inherit' })
  const skipped = readFileSync(skips, 'utf8').split('\n').filter(Boolean)
  rmSync(dir, { recursive: true })
  return { isPassed: status === 0, skipped }
}

const { isPassed, skipped } =
  missing === undefined ? runFiles() : { isPassed: true, skipped: [`everything on PostgreSQL: ${missing}`] }
if (skipped.length > 0)
  process.stdout.write(`\nSkipped here:\n${skipped.map(line => `  ${line}\n`).join('')}`)
const refused = process.env.FORESEEN_NO_SKIPS === '1' && skipped.length > 0
if (refused) process.stdout.write('FORESEEN_NO_SKIPS is set: a skip counts as a failure.\n')
process.exitCode = isPassed && !refused ? 0 : 1
