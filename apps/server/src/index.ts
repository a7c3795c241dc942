export {
  type AddedToken,
  type AddedUser,
  addToken,
  addUser,
  linkUser,
  type NewApiToken,
  type NewUser,
  type OpenedAccounts,
  type OperatorParts,
  openAccounts,
} from './account/operator.ts'
export type { RawOidc } from './account/provider-options.ts'
export type { Room, Server } from './http/context.ts'
export type { Limits, RawServerOptions } from './http/options.ts'
export { Refusal, StartFailure } from './http/refusal.ts'
export { createServer, type RoomOf, type RoomTools, type ServerParts } from './http/server.ts'
export { interfaceVersion } from './http/version.ts'
export type { Place, Scanner, Story, Storyteller } from './place.ts'
export { ledgerRooms } from './rooms.ts'
export { type PlaceOptions, sources } from './serve/open-place.ts'
export { ledgerAddress, openDataDirectory, type ServeOptions } from './serve/options.ts'
export { type Running, serve } from './serve/serve.ts'
export { openWorker, type RunningWorker } from './serve/worker.ts'
