/** What pages may load and do. */

const self = ["'self'"]
const none = ["'none'"]

/**
 * No inline script, no inline style, no frame, no foreign origin. Styles set by script through `element.style` are no
 * inline styles (CSP 3, section 6.7.2.4), which is how the pages set widths and places.
 */
export const policyDirectives = {
  defaultSrc: none,
  scriptSrc: self,
  styleSrc: self,
  imgSrc: ["'self'", 'data:'],
  fontSrc: self,
  connectSrc: self,
  manifestSrc: self,
  workerSrc: self,
  objectSrc: none,
  baseUri: none,
  formAction: self,
  frameAncestors: none,
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

/** The same as the header is written. */
export const policyText: string = Object.entries(policyDirectives)
  .map(([name, sources]) => `${kebab(name)} ${sources.join(' ')}`)
  .join(';')
