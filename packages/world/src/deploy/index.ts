export { type CommandEnd, type DeployCommand, type DeployedFiles, runDeployCommand } from './command.ts'
export {
  type Deployed,
  type DeployOptions,
  deployAgain,
  deployBack,
  deployGeneration,
  takenBackAt,
  wasInterrupted,
} from './deploy.ts'
export { DeployFailure, inFolder } from './failure.ts'
export {
  type Generation,
  type GenerationMeta,
  liveNumber,
  type OnStep,
  openLiveFolder,
  readGeneration,
  type StagedFiles,
} from './generations.ts'
export { type Lock, takeLock } from './lock.ts'
export { logDecision, readDecisions } from './log.ts'
