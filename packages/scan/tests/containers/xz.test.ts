import { compressionTwin } from './compressions.ts'

compressionTwin('xz', 'xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x01]))
