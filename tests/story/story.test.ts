/** The founding story, asserted: what Foreseen says beforehand is what then happens. */
import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'
import { setStage } from '../../apps/cli/src/story/stage.ts'

test('0.9.1 holds the certificate and stops on the day; 0.9.2 does not; both are said beforehand', async () => {
  const stage = await setStage(Date.now())
  const [pinned, trusting] = stage.releases
  try {
    for (const release of stage.releases) assert.equal((await stage.play(release)).output, 'playing')

    const check = [
      'check',
      basename(pinned.archive),
      basename(trusting.archive),
      '--host',
      stage.endpoint,
      '--address',
      '127.0.0.1',
    ]
    const said = await stage.foreseen(...check, '--json')
    assert.equal(said.exitCode, 1, said.output)
    const { breakages } = JSON.parse(said.output)
    const of = (version: string) =>
      breakages.find((one: { release: { path: string } }) => one.release.path.includes(version))
    assert.equal(of('0.9.1').outcome, 'breaks')
    assert.equal(of('0.9.2').outcome, 'survives')
    assert.match(
      JSON.stringify(of('0.9.1').evidence),
      /joost-0\.9\.1\.tar\.gz!joost-0\.9\.1\/lib\/core\.wasm/,
    )

    const text = await stage.foreseen(...check)
    assert.match(text.output.split('\n')[0] ?? '', /joost-0\.9\.1.*stops connecting to www\.joost\.test/)

    const next = await stage.foreseen(...check, '--served', basename(stage.nextChain))
    assert.equal(next.exitCode, 1, next.output)
    assert.match(next.output, /new key/)

    stage.renew()
    assert.match((await stage.play(pinned)).output, /connection refused/)
    assert.equal((await stage.play(trusting)).output, 'playing')
  } finally {
    await stage.end()
  }
})
