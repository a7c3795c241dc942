/** One-time links: `/#/setup/SECRET`. The secret stays behind the `#`, which is sent to nobody. */
const form = /^#\/(setup|invitation)\/([\w-]{43})$/

/** The page and fragment that a link stands for; `undefined` for all other fragments. */
export function pageOfLink(hash: string): string | undefined {
  const [, page, secret] = form.exec(hash) ?? []
  return page === undefined || secret === undefined ? undefined : `/${page}#${secret}`
}

/** Takes the link that the page was opened with, and those that are opened later in the same tab. */
export function followLinks(window: Window): void {
  const page = pageOfLink(window.location.hash)
  if (page !== undefined) window.history.replaceState(null, '', page)
  window.addEventListener('hashchange', () => {
    const next = pageOfLink(window.location.hash)
    if (next !== undefined) window.location.assign(next)
  })
}
