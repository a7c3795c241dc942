/** A fleet of light clients through the CLI, as a CI step would run it. */
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../apps/cli/bin/foreseen.js', import.meta.url))

/** The nine that decide the next renewal (reference method, section 10): two on short lives among them. */
const scenarios = [
  'renewed-same-key',
  're-keyed',
  'new-intermediate',
  'new-root-cross-signed',
  'cross-sign-dropped',
  'other-key-type',
  'forty-seven-days',
  'six-days',
]

/** Rehearses that many releases over the baseline and eight renewals with the old store. */
export async function timeFleet(
  dir: string,
  count: number,
): Promise<{ releases: number; seconds: number; runs: number }> {
  const plan = join(dir, `fleet-${count}.json`)
  const out = join(dir, `report-${count}.json`)
  const releases = Array.from({ length: count }, (_, at) => ({
    name: `release ${at}`,
    command: ['curl', '-sS', '-o', '/dev/null', '-A', `release/${at}`, 'https://api.example.test/'],
  }))
  writeFileSync(plan, JSON.stringify({ hosts: ['api.example.test'], releases }))
  const words = [
    'rehearse',
    '--plan',
    plan,
    '--trust',
    'old',
    '--cache',
    'off',
    '--format',
    'json',
    '--out',
    out,
  ]
  const begun = performance.now()
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [program, ...words, ...scenarios.flatMap(id => ['--scenario', id])],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    )
    child.on('error', reject).on('close', resolve)
  })
  const seconds = (performance.now() - begun) / 1000
  const report: { clients: unknown[]; rehearsals: { runs: number }[] } = JSON.parse(readFileSync(out, 'utf8'))
  const [part] = report.rehearsals
  if (part === undefined || report.clients.length !== count)
    throw new Error(`${report.clients.length} of ${count} releases were rehearsed; exit ${code}`)
  return { releases: count, seconds, runs: part.runs }
}
