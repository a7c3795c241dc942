import { PageHeading } from '../design/heading.tsx'

export function InventoryList() {
  return <PageHeading title="Inventory" />
}
