import { compressionTwin } from './compressions.ts'

compressionTwin('bzip2', 'bz2', Buffer.from('BZh9 is how text may begin'))
