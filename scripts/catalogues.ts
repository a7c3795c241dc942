/** Writes the documents that are generated from catalogues: `npm run catalogues`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCodes, errorsDocument, publicApi } from '../tests/catalogues.ts'
import { root } from '../tests/house.ts'

writeFileSync(join(root, 'docs/errors.md'), errorsDocument(await errorCodes()))
writeFileSync(join(root, 'tests/golden/api.txt'), publicApi())
