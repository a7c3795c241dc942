const tailChars = 2000
/** Bytes that may become the tail: a character takes at most four. */
const tailBytes = tailChars * 16

// Escape sequences of terminals (ECMA-48 5.4; OSC ends with BEL or ST), then all other controls but line feed and tab.
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Text of a program without what a terminal would act on. */
export function plainText(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/\r\n?/g, '\n').replace(escapes, '').replace(controls, '')
}

/** The end of what was printed, at most 2,000 characters. */
export function outputTail(bytes: Buffer): string {
  return plainText(bytes.subarray(Math.max(0, bytes.length - tailBytes)))
    .trim()
    .slice(-tailChars)
}
