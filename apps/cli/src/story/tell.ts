/** Tells the story on a terminal. */
import { basename } from 'node:path'
import { type Run, type Stage, setStage } from './stage.ts'

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const shown = (command: string, run: Run): void => {
  say(`  $ ${command}`)
  say(
    run.output
      .split('\n')
      .map(line => (line === '' ? '' : `  ${line}`))
      .join('\n'),
  )
  say(`  (exit code ${run.exitCode})\n`)
}

/** Runs both releases against the next certificate, where this machine can keep them apart; says so where it cannot. */
async function tellRehearsal(stage: Stage): Promise<void> {
  const doctor = await stage.foreseen('doctor', '--json')
  if (doctor.exitCode !== 0) {
    say('Nobody need wait for the day: both releases could be run against it now. That is left out here,')
    say('because this machine cannot keep a program apart from the network: foreseen doctor says why.\n')
    return
  }
  say('Nobody need wait for the day: both releases are run against it, unmodified, apart from the network.\n')
  const words = ['rehearse', ...stage.rehearsal]
  shown(`foreseen ${words.join(' ')}`, await stage.foreseen(...words))
}

/** Runs every step for real, on loopback, and prints it; returns when the stage is cleared. */
export async function tellStory(nowMs: number): Promise<void> {
  const stage = await setStage(nowMs)
  const [pinned, trusting] = stage.releases
  const check = [
    'check',
    basename(pinned.archive),
    basename(trusting.archive),
    '--host',
    stage.endpoint,
    '--address',
    '127.0.0.1',
  ]
  try {
    say('A server serves www.joost.test on loopback. Two releases of its client are out.\n')
    for (const release of stage.releases)
      shown(`joost-${release.version}/bin/joost`, await stage.play(release))
    say('Both play. Foreseen is asked what the next renewal will do to them.\n')
    shown(`foreseen ${check.join(' ')}`, await stage.foreseen(...check))
    say('The next certificate has been issued; nobody serves it yet.\n')
    const rehearsed = [...check, '--served', basename(stage.nextChain)]
    shown(`foreseen ${rehearsed.join(' ')}`, await stage.foreseen(...rehearsed))
    await tellRehearsal(stage)
    say('Now the server renews its certificate, with a new key, as every server does.\n')
    stage.renew()
    for (const release of stage.releases)
      shown(`joost-${release.version}/bin/joost`, await stage.play(release))
    say('Ask about your own: npm start -- check PATH --host HOST')
  } finally {
    await stage.end()
  }
}
