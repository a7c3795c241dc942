/** Promotes and kills itself at the step given: FOLDER NAME STEP KEEP. Prints each step that it survives. */
import { writeSync } from 'node:fs'
import { deployGeneration, openLiveFolder, takeLock } from '../../src/deploy/index.ts'
import { options, staged } from './scene.ts'

const [dir = '', name = '', dieAt = '', keep = '3'] = process.argv.slice(2)
openLiveFolder(dir)
takeLock(dir)
let count = 0
const onStep = (step: string): void => {
  if (count === Number(dieAt)) process.kill(process.pid, 'SIGKILL')
  writeSync(1, `${step}\n`)
  count++
}
await deployGeneration(staged(name), options(dir, ['true'], { onStep, keep: Number(keep) }))
