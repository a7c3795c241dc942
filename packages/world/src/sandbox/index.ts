export { checkMaterials } from './cast/check-materials.ts'
export type {
  Client,
  Guarantees,
  Materials,
  RehearsedHost,
  RunRequest,
  Sandbox,
  SandboxMethod,
  SandboxOptions,
  StagedChain,
} from './contract.ts'
export { SandboxFailure } from './failure.ts'
export { openSandbox } from './open.ts'
export type { TrustTarget } from './parts.ts'
export {
  chooseMethod,
  type FacilityProbe,
  findMethod,
  type MethodProbe,
  probeSandboxes,
  type SandboxReport,
} from './place/probe.ts'
export { type FoundingAuthority, foundAuthority, type Serving } from './sample/authority.ts'
export { hostRoots } from './trust/host-roots.ts'
export { trustTargets } from './trust/targets.ts'
