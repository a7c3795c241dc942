import { compressionTwin } from './compressions.ts'

compressionTwin('gzip', 'gz', Buffer.from([0x1f, 0x8b, 7, 0]))
