import './design/layers.css'
import './design/reset.css'
import './design/tokens.css'
import './design/base.css'
import './design/parts.css'
import './shell/shell.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { applyTheme } from './design/theme.ts'
import { openQueries } from './http/query.ts'
import { followLinks } from './shell/link.ts'
import { openPages } from './shell/router.tsx'

followLinks(window)
applyTheme()
const root = document.getElementById('root')
if (root !== null) createRoot(root).render(<StrictMode>{openPages(openQueries())}</StrictMode>)
