import { setFlagsFromString } from 'node:v8'
import { armBrokenPipe, armInterrupt } from './interrupt.ts'
import { armLoader } from './loader.ts'
import type { RawValues } from './options/read.ts'
import { programVersion } from './version.ts'

/** Each command is loaded when it runs, so that `--version` and `--help` cost nothing of it. */
async function runCommand(command: string, words: readonly string[], raw: RawValues): Promise<number> {
  switch (command) {
    case 'scan':
      return (await import('./commands/scan.ts')).runScan(words, raw)
    case 'observe':
      return (await import('./commands/observe.ts')).runObserve(words, raw)
    case 'check':
      return (await import('./commands/check.ts')).runCheck(words, raw)
    case 'rehearse':
      return (await import('./commands/rehearse.ts')).runRehearse(words, raw)
    case 'gate':
      return (await import('./commands/gate.ts')).runGate(words, raw)
    case 'apply':
      return (await import('./commands/apply.ts')).runApply(words, raw)
    case 'serve':
      return (await import('./commands/serve.ts')).runServe(raw)
    case 'worker':
      return (await import('./commands/serve.ts')).runWorker(raw)
    case 'runner':
      return (await import('./commands/runner.ts')).runRunnerCommand(raw)
    case 'backup':
      return (await import('./commands/store.ts')).runBackup(words, raw)
    case 'restore':
      return (await import('./commands/store.ts')).runRestore(words, raw)
    case 'db':
      return (await import('./commands/store.ts')).runMove(words, raw)
    case 'ledger':
      return (await import('./commands/store.ts')).runVerify(words, raw)
    case 'user':
      return (await import('./commands/account.ts')).runUser(words, raw)
    case 'token':
      return (await import('./commands/account.ts')).runToken(words, raw)
    case 'doctor':
      return (await import('./commands/doctor.ts')).runDoctor(raw)
    case 'story':
      return (await import('./commands/story.ts')).runStory()
    case 'kinds':
      return (await import('./commands/kinds.ts')).runKinds(words, raw)
    default:
      return (await import('./commands/completion.ts')).runCompletion(words)
  }
}

async function run(words: readonly string[]): Promise<number> {
  if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
    process.stdout.write(`${programVersion()}\n`)
    return 0
  }
  const { runProgram } = await import('./options/program.ts')
  return runProgram(words.length === 0 ? ['--help'] : words, runCommand)
}

async function main(): Promise<void> {
  // The young generation stays small: growing it saves no time here and costs 40 to 70 MB.
  setFlagsFromString('--semi-space-growth-factor=1')
  // Most functions run for a moment: what the optimising compiler of the last tier costs, few of them give back.
  setFlagsFromString('--invocation-count-for-turbofan=30000')
  // In a checkout the sources have hooks of their own.
  if (import.meta.url.endsWith('.js')) armLoader(import.meta.url)
  armInterrupt()
  armBrokenPipe()
  try {
    process.exitCode = await run(process.argv.slice(2))
  } catch (error) {
    const { failureText } = await import('./failure.ts')
    process.stderr.write(failureText(error))
    process.exitCode = 2
  }
}

await main()
