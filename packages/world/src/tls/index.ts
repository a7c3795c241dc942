export { observeEndpoint, observeEndpoints } from './observe.ts'
export type { ObserveOptions, RawObserveOptions } from './options.ts'
export { servedFromFile } from './served-file.ts'
