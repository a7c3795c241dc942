/** Version of the HTTP interface, the first part of every path below `/api`. */
export const interfaceVersion = 'v1'
