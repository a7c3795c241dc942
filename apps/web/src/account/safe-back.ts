/** A path of these pages; anything else could lead elsewhere. */
export const safeBack = (back: string | undefined): string =>
  back !== undefined && /^\/(?![/\\])/.test(back) && !back.startsWith('/sign-in') ? back : '/'
