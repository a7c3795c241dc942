import { createEngine } from '@foreseen/scan'
import { nodeCrypto } from '@foreseen/x509/node'
import { nodeCodecs } from './codec/codecs.ts'
import type { EngineModule } from './disk/engine-port.ts'

/** Puts the engine together for `scanFiles`: here, and in each worker thread. */
export const openEngine: EngineModule['openEngine'] = (kernel, setup, sink) =>
  createEngine({ kernel, crypto: nodeCrypto, codecs: nodeCodecs(), ...setup, ...sink })
