export { buildInventory, type InventoryOptions } from './inventory/inventory.ts'
