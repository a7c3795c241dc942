export { buildInventory, type InventoryOptions } from './inventory.ts'
