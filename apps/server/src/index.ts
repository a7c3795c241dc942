export { createServer, type RoomTools, type ServerParts } from './http/server.ts'
export { interfaceVersion } from './http/version.ts'
