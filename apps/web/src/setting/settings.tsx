import { PageHeading } from '../design/heading.tsx'
import { type Tab, Tabs } from '../design/tabs.tsx'
import { useFilters } from '../shell/route.ts'
import { useMay } from '../shell/session.ts'
import { People } from './people.tsx'
import { ServerSettings } from './server.tsx'
import { Tokens } from './tokens.tsx'
import { You } from './you.tsx'

const own: readonly Tab[] = [
  { id: 'you', title: 'You', content: <You /> },
  { id: 'tokens', title: 'Tokens', content: <Tokens /> },
]

const ofOwner: readonly Tab[] = [
  { id: 'people', title: 'People', content: <People /> },
  { id: 'server', title: 'Server', content: <ServerSettings /> },
]

/** What somebody decides for themselves, and the owner for all; each part has an address. */
export function SettingsPage() {
  const [{ part = 'you' }, change] = useFilters()
  const isOwner = useMay('owner')
  const tabs = isOwner ? [...own, ...ofOwner] : own
  const value = tabs.some(({ id }) => id === part) ? part : 'you'
  return (
    <>
      <PageHeading title="Settings" />
      <Tabs label="Settings" tabs={tabs} value={value} onChange={id => change({ part: id })} />
    </>
  )
}
