export type { CertificateReader } from './certificates.ts'
export { compactInventory } from './compact.ts'
export { buildInventory, type InventoryOptions } from './inventory.ts'
export { decideReleasePath } from './release-path.ts'
