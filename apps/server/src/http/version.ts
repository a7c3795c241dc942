/** Version of the HTTP interface, the first part of every path below `/api`. */
export const interfaceVersion = 'v1'

/** What every path of the interface begins with. */
export const interfaceRoot = `/api/${interfaceVersion}`
