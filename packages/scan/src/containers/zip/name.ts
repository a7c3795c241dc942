// Code page 437, upper half (Unicode consortium mapping CP437.TXT): what zip means without the UTF-8 flag.
const upper =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0'
const utf8 = new TextDecoder('utf-8', { fatal: true })

const longestPlain = 512

/** Text of bytes that are all ASCII, as nearly every name is: a decoder costs more than the rest of an entry. */
function plainText(bytes: Uint8Array): string | undefined {
  if (bytes.length > longestPlain) return undefined
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] ?? 0) > 127) return undefined
  return Reflect.apply(String.fromCharCode, undefined, bytes)
}

/** Name of a zip entry: UTF-8 where it is valid, as most tools write it flagged or not, else code page 437. */
export function zipName(bytes: Uint8Array): string {
  const plain = plainText(bytes)
  if (plain !== undefined) return plain
  try {
    return utf8.decode(bytes)
  } catch {
    let text = ''
    for (const byte of bytes) text += byte < 128 ? String.fromCharCode(byte) : upper.charAt(byte - 128)
    return text
  }
}
