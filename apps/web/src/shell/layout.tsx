import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { send } from '../http/client.ts'
import type { Connection } from '../http/live.ts'
import { useLive } from '../http/query.ts'
import { KeyList } from './keys.tsx'
import { Inside } from './outcome.tsx'
import { menu } from './routes.ts'
import { endSession, useSession } from './session.ts'

function Menu({ isOpen }: { readonly isOpen: boolean }) {
  return (
    <nav id="menu" className={isOpen ? 'menu menu-open' : 'menu'} aria-label="Rooms">
      <ul>
        {menu.map(({ to, title }) => (
          <li key={to}>
            <Link to={to} activeOptions={{ exact: to === '/' }}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Who() {
  const session = useSession()
  const client = useQueryClient()
  const navigate = useNavigate()
  const leave = async () => {
    await send('DELETE', '/session').catch(() => undefined)
    endSession(client)
    await navigate({ to: '/sign-in' })
  }
  if (session === undefined) return null
  return (
    <>
      <span className="who" title={`${session.person.email}, ${session.person.role}`}>
        {session.person.name}
      </span>
      <button type="button" className="foot-button" onClick={() => void leave()}>
        Sign out
      </button>
    </>
  )
}

const connectionWords: Readonly<Record<Connection, string>> = {
  opening: '',
  live: '',
  lost: 'No news from the server; this page asks again by itself.',
}

/** The frame of all pages for whoever is signed in. */
export function Layout() {
  const connection = useLive()
  const [isOpen, setOpen] = useState(false)
  const [areKeysShown, showKeys] = useState(false)
  const path = useLocation({ select: ({ pathname }) => pathname })
  useEffect(() => {
    if (path !== '') setOpen(false)
  }, [path])
  return (
    <div className="frame">
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="side">
        <Link to="/" className="mark">
          Foreseen
        </Link>
        <button
          type="button"
          className="menu-button"
          aria-expanded={isOpen}
          aria-controls="menu"
          onClick={() => setOpen(!isOpen)}
        >
          Menu
        </button>
        <Menu isOpen={isOpen} />
        <div className="foot">
          <Who />
          <button type="button" className="foot-button" onClick={() => showKeys(true)}>
            Keyboard
          </button>
        </div>
      </header>
      <KeyList isOpen={areKeysShown} onChange={showKeys} />
      <main id="main" tabIndex={-1} className="page">
        <p className="connection" role="status">
          {connectionWords[connection]}
        </p>
        <Inside value={true}>
          <Outlet />
        </Inside>
      </main>
    </div>
  )
}
