/** Roles and scopes as data; `access.ts` applies them, the interface publishes them. */

/** From least to most: each may do what those before it may. */
export const roles = ['viewer', 'responder', 'editor', 'owner'] as const
export type Role = (typeof roles)[number]

export const roleMeanings: Readonly<Record<Role, string>> = {
  viewer: 'Reads everything except accounts.',
  responder: 'Also acts in an incident: runs rehearsals again, checks endpoints, records measures.',
  editor: 'Also changes releases, endpoints and plans, and takes in scans.',
  owner: 'Also changes accounts, tokens of others and settings.',
}

/**
 * What an API token may be for. `push` is what a build machine needs: taking in, and nothing read. `runner` is for
 * machines that rehearse: they take runs and say what came of them, and nothing else. `calendar` reads the calendar of
 * break days and renewals, and nothing else: its token stands in an address.
 */
export const scopes = ['read', 'push', 'respond', 'runner', 'calendar', 'write', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** A token has a scope only if its person has the role for it, at the making and at every use. */
export const scopeRoles: Readonly<Record<Scope, Role>> = {
  read: 'viewer',
  push: 'editor',
  respond: 'responder',
  runner: 'editor',
  calendar: 'viewer',
  write: 'editor',
  admin: 'owner',
}

export const reaches = (own: Role, needed: Role): boolean => roles.indexOf(own) >= roles.indexOf(needed)

export const scopeReaches = (role: Role, scope: Scope): boolean => reaches(role, scopeRoles[scope])

/** The least role that reaches all of these scopes. */
export const roleForScopes = (own: readonly Scope[]): Role | undefined =>
  roles.find(role => own.length > 0 && own.every(scope => scopeReaches(role, scope)))

/** A text of the database as a role: what is unknown may nothing, so it is none. */
export const roleOf = (text: string): Role | undefined => roles.find(role => role === text)

export const scopeOf = (text: string): Scope | undefined => scopes.find(scope => scope === text)

/** What a route asks of whoever calls it. Every route says so; one without is refused at the start. */
export type Access =
  | { readonly kind: 'public' }
  /** A session of this role, or a token of this scope whose person has the role. */
  | { readonly kind: 'role'; readonly role: Role; readonly scope: Scope }
  /** A person who signed in; no token, so that a leaked one makes no further ones. */
  | { readonly kind: 'session'; readonly role: Role }

export const open: Access = { kind: 'public' }
export const anyReader: Access = { kind: 'role', role: 'viewer', scope: 'read' }
