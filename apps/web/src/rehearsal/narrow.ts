import { useSyncExternalStore } from 'react'

/** As the tables of the pages have it (`design/parts.css`). */
const query = '(max-width: 40rem)'

function subscribe(tell: () => void): () => void {
  const list = window.matchMedia(query)
  list.addEventListener('change', tell)
  return () => list.removeEventListener('change', tell)
}

/** Whether there is no room for a grid. */
export const useNarrow = (): boolean =>
  useSyncExternalStore(subscribe, () => window.matchMedia(query).matches)
