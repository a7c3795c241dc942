import type { FindingRecord } from '@foreseen/facts'

/** `offset 4711, line 3, section .rodata, symbol pinned_cert`: where in the innermost file. */
export function placeWords(record: FindingRecord): string {
  return [
    `offset ${record.offset}`,
    record.line === null ? '' : `line ${record.line}`,
    record.section === null ? '' : `section ${record.section}`,
    record.symbol === null ? '' : `symbol ${record.symbol}`,
  ]
    .filter(part => part !== '')
    .join(', ')
}

/** Outer files and the member in which it stands: `a.tgz`, `b.jar`, `c.pem`. */
export const pathParts = (path: string): readonly string[] => path.split('!')
