export {
  type AddressDecision,
  type AddressRules,
  decideAddress,
  type JudgedAddress,
  judgeAddress,
} from './address-policy.ts'
export { observeEndpoint, observeEndpoints } from './observe.ts'
export type { ObserveOptions, RawObserveOptions } from './options.ts'
export { chainDigest, servedCertificate } from './served-certificate.ts'
export { servedFromFile } from './served-file.ts'
