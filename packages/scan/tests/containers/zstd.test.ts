import { compressionTwin } from './compressions.ts'

compressionTwin('zstd', 'zst', Buffer.from([0x28, 0xb5, 0x2f, 0xfc]))
