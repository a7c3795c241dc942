/** Renders DER in every textual shape of the catalogue, one language at a time. Tests and the bench share it. */

export interface Shape {
  readonly id: string
  /** Numbers of the catalogue (`docs/catalogue.md`). */
  readonly catalogue: readonly number[]
  /** The detector that finds it, and the encoding it reports. */
  readonly detector: string
  readonly encoding: string
  readonly render: (der: Uint8Array) => Rendered
}

/** A text that holds the DER, and where the span of the finding starts in it. */
export interface Rendered {
  readonly text: Uint8Array
  readonly start: number
}

export const base64Of = (der: Uint8Array): string => Buffer.from(der).toString('base64')
export const hexOf = (der: Uint8Array): string => Buffer.from(der).toString('hex')
export const linesOf = (text: string, width = 64): string[] =>
  text.match(new RegExp(`.{1,${width}}`, 'gs')) ?? []

export const pemLines = (der: Uint8Array, label = 'CERTIFICATE', width = 64): string[] => [
  `-----BEGIN ${label}-----`,
  ...linesOf(base64Of(der), width),
  `-----END ${label}-----`,
]

export const pemOf = (der: Uint8Array, label = 'CERTIFICATE', end = '\n'): string =>
  pemLines(der, label).join(end) + end

/** A text and the offset of `anchor` in it. */
export function anchored(text: string, anchor: string): Rendered {
  const bytes = Buffer.from(text, 'latin1')
  return { text: new Uint8Array(bytes), start: bytes.indexOf(anchor, 0, 'latin1') }
}

const pem =
  (write: (lines: string[], der: Uint8Array) => string): Shape['render'] =>
  der =>
    anchored(write(pemLines(der), der), '-----BEGIN')

const quoted = (lines: readonly string[], before: string, after: string, between: string): string =>
  lines.map(line => before + line + after).join(between)

type Row = readonly [
  id: string,
  catalogue: number,
  encoding: string,
  write: (lines: string[], der: Uint8Array) => string,
]

const pemRows: readonly Row[] = [
  ['pem-lf', 1, 'pem', l => `${l.join('\n')}\n`],
  ['pem-crlf', 1, 'pem', l => `${l.join('\r\n')}\r\n`],
  ['pem-cr', 1, 'pem', l => `${l.join('\r')}\r`],
  ['pem-76', 1, 'pem', (_, der) => pemLines(der, 'CERTIFICATE', 76).join('\n')],
  ['pem-no-newline-at-end', 1, 'pem', l => l.join('\n')],
  ['pem-in-binary', 1, 'pem', l => `\x7fELF\0\0${l.join('\n')}\n\0\x01\xff`],
  ['pem-json', 2, 'pem-escaped', l => `{"ca":"${l.join('\\n')}\\n","b":1}`],
  ['pem-json-crlf', 2, 'pem-escaped', l => `{"ca":"${l.join('\\r\\n')}\\r\\n"}`],
  ['pem-json-slashes', 2, 'pem-escaped', l => `{"ca":"${l.join('\\n').replaceAll('/', '\\/')}"}`],
  [
    'pem-json-plus',
    2,
    'pem-escaped',
    l => `{"ca":"${l.join('\\u000a').replaceAll('+', '\\u002b').replaceAll('/', '\\u002F')}"}`,
  ],
  ['pem-json-tab', 2, 'pem-escaped', l => `{"ca":"${l.join('\\n\\t')}\\n"}`],
  ['pem-octal-newline', 2, 'pem-escaped', l => `X="${l.join('\\012')}"`],
  ['pem-hex-newline', 2, 'pem-escaped', l => `X="${l.join('\\x0a')}"`],
  ['pem-json-in-json', 3, 'pem-escaped', l => JSON.stringify(JSON.stringify({ ca: l.join('\n') }))],
  [
    'pem-json-in-json-in-json',
    3,
    'pem-escaped',
    l => JSON.stringify(JSON.stringify(JSON.stringify({ ca: l.join('\n') }))),
  ],
  ['pem-c', 4, 'pem-escaped', l => `static const char *ca =\n${quoted(l, '    "', '\\n"', '\n')};\n`],
  ['pem-c-crlf', 4, 'pem-escaped', l => `const char ca[] = ${quoted(l, '"', '\\r\\n"', '\r\n')};`],
  ['pem-c-u8', 4, 'pem-escaped', l => `auto ca = ${quoted(l, 'u8"', '\\n"', '\n')};`],
  ['pem-c-raw', 4, 'pem', l => `const char ca[] PROGMEM = R"EOF(\n${l.join('\n')}\n)EOF";`],
  ['pem-c-macro', 4, 'pem-quoted', l => `ca = ${quoted(l, '"', '" NEWLINE', ' \\\n')};`],
  ['pem-c-comments', 4, 'pem-escaped', l => `ca =\n${quoted(l, '"', '\\n" // it\'s one line', '\n')};`],
  ['pem-continuation', 5, 'pem-escaped', l => `var ca = "${l.join('\\n\\\n')}";`],
  ['pem-continuation-bare', 5, 'pem', l => `var ca = "${l.join('\\\n')}";`],
  ['pem-js-plus', 6, 'pem-escaped', l => `const ca = ${quoted(l, "'", "\\n'", ' +\n  ')};`],
  ['pem-js-plus-first', 6, 'pem-escaped', l => `const ca = ${quoted(l, "'", "\\n'", '\n  + ')};`],
  ['pem-js-tight', 6, 'pem-escaped', l => `c=${quoted(l, '"', '\\n"', '+')};`],
  [
    'pem-java-append',
    6,
    'pem-quoted',
    l => `b${quoted(l, '.append("', '").append(System.lineSeparator())', '\n ')};`,
  ],
  [
    'pem-java-append-newline',
    6,
    'pem-escaped',
    l => `b${quoted(l, '.append("', '").append("\\n")', '\n ')};`,
  ],
  [
    'pem-java-join',
    6,
    'pem-quoted',
    l => `String ca = String.join("\\n", ${quoted(l, '"', '"', ',\n   ')});`,
  ],
  ['pem-java-text-block', 6, 'pem', l => `String ca = """\n    ${l.join('\n    ')}\n    """;`],
  [
    'pem-csharp-environment',
    6,
    'pem-quoted',
    l => `var ca = ${quoted(l, '"', '" + Environment.NewLine', ' +\r\n  ')};`,
  ],
  ['pem-concat-call', 6, 'pem-escaped', l => `ca = ''${quoted(l, ".concat('", "\\n')", '')};`],
  ['pem-plus-equals', 6, 'pem-escaped', l => quoted(l, 'ca += "', '\\n";', '\n')],
  ['pem-go-raw', 7, 'pem', l => `const ca = \`${l.join('\n')}\n\``],
  ['pem-go-plus', 7, 'pem-escaped', l => `const ca = ${quoted(l, '"', '\\n"', ' +\n\t')}\n`],
  ['pem-back-to-back', 7, 'pem', l => `stringtable${l.join('\n')}nextstringMIIBadreflect.Value`],
  ['pem-python-triple', 8, 'pem', l => `CA = b'''\n${l.join('\n')}\n'''`],
  ['pem-python-implicit', 8, 'pem-escaped', l => `CA = (\n${quoted(l, '    b"', '\\n"', '\n')}\n)`],
  [
    'pem-python-dedent',
    8,
    'pem-escaped',
    l => `CA = textwrap.dedent("""\\\n    ${l.join('\\n\\\n    ')}""")`,
  ],
  ['pem-swift', 9, 'pem', l => `let ca = """\n${l.join('\n')}\n"""`],
  ['pem-objective-c', 9, 'pem-escaped', l => `NSString *ca = ${quoted(l, '@"', '\\n"', '\n ')};`],
  ['pem-dart', 9, 'pem-escaped', l => `const ca = ${quoted(l, "'", "\\n'", '\n    ')};`],
  ['pem-php-heredoc', 9, 'pem', l => `$ca = <<<EOT\n${l.join('\n')}\nEOT;`],
  ['pem-php-dot', 9, 'pem-quoted', l => `$ca = ${quoted(l, "'", "'", ' . PHP_EOL\n   . ')};`],
  ['pem-ruby', 9, 'pem', l => `CA = <<~PEM\n  ${l.join('\n  ')}\nPEM\n`],
  ['pem-perl', 9, 'pem', l => `my $ca = <<'END_OF';\n${l.join('\n')}\nEND_OF\n`],
  ['pem-rust', 9, 'pem-escaped', l => `const CA: &str = "${l.join('\\n\\\n    ')}\\n";`],
  ['pem-rust-concat', 9, 'pem-escaped', l => `concat!(${quoted(l, '"', '\\n"', ',\n')})`],
  ['pem-lua', 9, 'pem', l => `local ca = [[\n${l.join('\n')}\n]]`],
  ['pem-bash', 9, 'pem', l => `cat > ca.pem <<'EOF'\n${l.join('\n')}\nEOF\n`],
  ['pem-powershell', 9, 'pem', l => `$ca = @"\r\n${l.join('\r\n')}\r\n"@`],
  ['pem-powershell-escape', 9, 'pem', l => `$ca = "${l.join('`n')}"`],
  ['pem-vb', 9, 'pem-quoted', l => `ca = ${quoted(l, '"', '"', ' & vbCrLf & _\r\n  ')}`],
  ['pem-array', 10, 'pem-quoted', l => `const ca = [${quoted(l, '"', '"', ',')}].join("\\n");`],
  ['pem-array-lines', 10, 'pem-quoted', l => `const ca = [\n${quoted(l, "  '", "'", ',\n')},\n];`],
  ['pem-array-leading-comma', 10, 'pem-quoted', l => `ca = [ ${quoted(l, '"', '"', '\n     , ')} ]`],
  ['pem-spaces', 11, 'pem', l => `CA_CERT="${l.join(' ')}"`],
  ['pem-nothing', 11, 'pem', l => `CA_CERT=${l.join('')}`],
  ['pem-one-body-line', 11, 'pem', l => `${l[0]}\n${l.slice(1, -1).join('')}\n${l.at(-1)}\n`],
  ['pem-yaml', 12, 'pem', l => `data:\n  ca.crt: |\n    ${l.join('\n    ')}\n`],
  ['pem-yaml-folded', 12, 'pem', l => `ca: >-\n  ${l.join('\n\n  ')}\n`],
  ['pem-cdata', 12, 'pem', l => `<ca><![CDATA[\n${l.join('\n')}\n]]></ca>`],
  ['pem-xml-decimal', 12, 'pem-escaped', l => `<ca value="${l.join('&#10;')}"/>`],
  ['pem-xml-hex', 12, 'pem-escaped', l => `<ca value="${l.join('&#xD;&#xA;').replaceAll('+', '&#43;')}"/>`],
  ['pem-xml-twice', 12, 'pem-escaped', l => `<ca>${l.join('&amp;#10;')}</ca>`],
  ['pem-html-breaks', 12, 'pem', l => `<p>${l.join('<br/>\n')}</p>`],
  ['pem-ini-tab', 12, 'pem', l => `ca =\n\t${l.join('\n\t')}\n`],
  ['pem-comment-hash', 12, 'pem', l => quoted(l, '# ', '', '\n')],
  ['pem-comment-star', 12, 'pem', l => `/**\n${quoted(l, ' * ', '', '\n')}\n */`],
  ['pem-comment-slashes', 12, 'pem', l => quoted(l, '// ', '', '\n')],
  ['pem-comment-slashes-tight', 12, 'pem', l => quoted(l, '//', '', '\r\n')],
  ['pem-comment-rem', 12, 'pem', l => quoted(l, 'rem ', '', '\r\n')],
  ['pem-comment-quoted-reply', 12, 'pem', l => quoted(l, '> ', '', '\n')],
  ['pem-diff', 12, 'pem', l => `@@ -0,0 +1,9 @@\n${quoted(l, '+', '', '\n')}\n`],
  ['pem-diff-removed', 12, 'pem', l => quoted(l, '-', '', '\n').replace(/^-/, '- ')],
  ['pem-diff-code', 12, 'pem-escaped', l => quoted(l, '+  "', '\\n"', ' +\n')],
  ['pem-echo', 13, 'pem-escaped', l => `RUN echo -e "${l.join('\\n')}" > ca.crt`],
  ['pem-printf', 13, 'pem-escaped', l => `printf '%b' '${l.join('\\n')}'`],
  ['pem-systemd', 13, 'pem-escaped', l => `Environment="CA=${l.join('\\n')}"`],
  ['pem-x509-label', 14, 'pem', (_, der) => pemOf(der, 'X509 CERTIFICATE')],
  [
    'pem-trusted',
    14,
    'pem',
    (_, der) =>
      pemOf(
        Uint8Array.from([...der, 0x30, 0x0c, 0x30, 0x0a, 6, 8, 43, 6, 1, 5, 5, 7, 3, 1]),
        'TRUSTED CERTIFICATE',
      ),
  ],
  [
    'pem-bag-attributes',
    16,
    'pem',
    l =>
      `Bag Attributes\n    friendlyName: the one\n    localKeyID: 01 \nsubject=CN = a\n\nissuer=CN = b\n\n${l.join('\n')}\n`,
  ],
  ['pem-headers', 16, 'pem', l => `${l[0]}\nComment: an old header\n\n${l.slice(1).join('\n')}`],
  ['pem-percent', 18, 'pem-percent', l => `X-SSL-Client-Cert: ${encodeURIComponent(l.join('\n'))}`],
  [
    'pem-percent-twice',
    18,
    'pem-percent',
    l => `cert=${encodeURIComponent(encodeURIComponent(l.join('\n')))}`,
  ],
  [
    'pem-form',
    18,
    'pem-percent',
    l => `cert=${new URLSearchParams({ c: l.join('\n') }).toString().slice(2)}&x=1`,
  ],
]

export const pemShapes: readonly Shape[] = pemRows.map(([id, number, encoding, write]) => ({
  ...{ id, catalogue: [number], detector: 'pem', encoding, render: pem(write) },
}))

const urlOf = (der: Uint8Array): string => Buffer.from(der).toString('base64url')

const bare =
  (write: (base64: string, lines: string[], der: Uint8Array) => string): Shape['render'] =>
  der =>
    anchored(write(base64Of(der), linesOf(base64Of(der)), der), base64Of(der).slice(0, 4))

type BareRow = readonly [
  ...[id: string, catalogue: number, encoding: string],
  write: (base64: string, lines: string[], der: Uint8Array) => string,
]

const bareRows: readonly BareRow[] = [
  ['base64-line', 20, 'base64-der', b => `const ca = '${b}';`],
  ['base64-file', 20, 'base64-der', b => b],
  ['base64-back-to-back', 20, 'base64-der', b => `sometext ${b.replace(/=+$/, '')}nextString`],
  ['base64-in-binary', 20, 'base64-der', b => `\0\x01${b}\0`],
  ['base64-json-slashes', 20, 'base64-der', b => `{"rawBytes":"${b.replaceAll('/', '\\/')}"}`],
  [
    'base64-json-unicode',
    20,
    'base64-der',
    b => `{"a":"${b.replaceAll('+', '\\u002b').replaceAll('=', '\\u003d')}"}`,
  ],
  ['base64-percent', 20, 'base64-der', b => `cert=${encodeURIComponent(b)}&a=b`],
  ['base64-64', 21, 'base64-der', (_, l) => `${l.join('\n')}\n`],
  ['base64-76-crlf', 21, 'base64-der', b => `${linesOf(b, 76).join('\r\n')}\r\n`],
  [
    'base64-ldif',
    21,
    'base64-der',
    b => `userCertificate;binary:: ${linesOf(b, 60).join('\n ')}\nmail: a@b.c\n`,
  ],
  ['base64-properties', 21, 'base64-der', (_, l) => `cert=${l.join('\\\n    ')}\n`],
  ['base64-escaped-lines', 21, 'base64-der', (_, l) => `{"cert":"${l.join('\\n')}\\n"}`],
  ['base64-js-plus', 21, 'base64-der', (_, l) => `x = ${quoted(l, '"', '"', ' +\n    ')};`],
  ['base64-python', 21, 'base64-der', (_, l) => `x = (\n${quoted(l, '    "', '"', '\n')})`],
  ['base64-java-append', 21, 'base64-der', (_, l) => quoted(l, '.append("', '")', '\n')],
  ['base64-array', 21, 'base64-der', (_, l) => `[${quoted(l, "'", "'", ',\n')}].join('')`],
  ['base64-comment', 21, 'base64-der', (_, l) => quoted(l, '# ', '', '\n')],
  ['base64-yaml', 21, 'base64-der', (_, l) => `caBundle: |\n  ${l.join('\n  ')}\n`],
  ['base64-saml', 22, 'base64-der', (_, l) => `<ds:X509Certificate>\n${l.join('\n')}\n</ds:X509Certificate>`],
  [
    'base64-saml-entities',
    22,
    'base64-der',
    (_, l) => `<X509Certificate>${l.join('&#13;\n')}</X509Certificate>`,
  ],
  ['base64-jwk', 23, 'base64-der', b => `{"kty":"RSA","x5c":["${b}"]}`],
  ['base64url-line', 24, 'base64url-der', (_, __, der) => `{"root":"${urlOf(der)}"}`],
]

export const bareShapes: readonly Shape[] = bareRows.map(([id, number, encoding, write]) => ({
  ...{ id, catalogue: [number], detector: 'base64-der', encoding, render: bare(write) },
}))

const octetsOf = (der: Uint8Array, write: (octet: number) => string): string[] => Array.from(der, write)
const pair = (octet: number): string => octet.toString(16).padStart(2, '0')
const inRows = (parts: readonly string[], width: number, between: string, end: string): string[] => {
  const rows: string[] = []
  for (let i = 0; i < parts.length; i += width) rows.push(parts.slice(i, i + width).join(between))
  return rows.map((row, i) => (i < rows.length - 1 ? row + end : row))
}
/** As Python prints bytes: printable ASCII as itself. */
const reprOf = (octet: number, printed = true): string => {
  const letter = String.fromCharCode(octet)
  if (printed && octet === 0x5c) return '\\\\'
  if (printed && octet === 0x0a) return '\\n'
  if (printed && octet === 0x0d) return '\\r'
  if (printed && octet === 0x09) return '\\t'
  if (printed && octet === 0x22) return '\\"'
  return printed && octet >= 0x20 && octet < 0x7f ? letter : `\\x${pair(octet)}`
}
const unicode = (octet: number): string => `\\u00${pair(octet)}`
const octal = (octet: number): string => `\\${octet.toString(8).padStart(3, '0')}`
const signed = (octet: number): string => `${octet > 127 ? octet - 256 : octet}`
const hexNumber = (octet: number): string => `0x${pair(octet)}`

type OctetRow = readonly [
  ...[id: string, catalogue: number, detector: string],
  write: (der: Uint8Array) => string,
  anchor: string,
]

const octetRows: readonly OctetRow[] = [
  ['hex-line', 28, 'hex', d => `x = "${hexOf(d)}"`, '3082'],
  ['hex-upper', 28, 'hex', d => `x = "${hexOf(d).toUpperCase()}"`, '3082'],
  ['hex-0x', 28, 'hex', d => `DECLARE @c varbinary(max) = 0x${hexOf(d)}`, '3082'],
  ['hex-wrapped', 28, 'hex', d => `const c = \`\n${linesOf(hexOf(d)).join('\n')}\n\``, '3082'],
  ['hex-indented', 28, 'hex', d => `c:\n      ${linesOf(hexOf(d), 60).join('\n      ')}\n`, '3082'],
  ['hex-strings', 28, 'hex', d => `c = ${quoted(linesOf(hexOf(d)), '"', '"', ' +\n  ')}`, '3082'],
  ['hex-back-to-back', 28, 'hex', d => `deadbeef00${hexOf(d)}308201`, '3082'],
  ['hex-colons', 28, 'hex-separated', d => octetsOf(d, pair).join(':'), '30:82'],
  [
    'hex-colons-lines',
    28,
    'hex-separated',
    d => inRows(octetsOf(d, pair), 15, ':', ':').join('\n                    '),
    '30:82',
  ],
  [
    'hex-blanks',
    28,
    'hex-separated',
    d => `    ${inRows(octetsOf(d, pair), 16, ' ', '').join('\n    ')}\n`,
    '30 82',
  ],
  ['hex-hyphens', 28, 'hex-separated', d => `"${octetsOf(d, pair).join('-').toUpperCase()}"`, '30-82'],
  [
    'hex-registry',
    33,
    'hex-separated',
    d => `"Blob"=hex:${inRows(octetsOf(d, pair), 25, ',', ',\\').join('\r\n  ')}\r\n`,
    '30,82',
  ],
  [
    'escape-x-c',
    29,
    'escape-x',
    d =>
      `char c[] =\n${quoted(
        inRows(
          octetsOf(d, o => reprOf(o, false)),
          16,
          '',
          '',
        ),
        '  "',
        '"',
        '\n',
      )};`,
    '\\x30',
  ],
  ['escape-x-python', 29, 'escape-x', d => `c = b"${octetsOf(d, o => reprOf(o)).join('')}"`, '0\\x82'],
  [
    'escape-x-continued',
    29,
    'escape-x',
    d =>
      `c = "${inRows(
        octetsOf(d, o => reprOf(o, false)),
        16,
        '',
        '\\',
      ).join('\n')}"`,
    '\\x30',
  ],
  [
    'escape-x-twice',
    29,
    'escape-x',
    d => JSON.stringify({ c: `x = "${octetsOf(d, o => reprOf(o, false)).join('')}"` }),
    '\\\\x30',
  ],
  [
    'escape-x-printf',
    13,
    'escape-x',
    d => `printf '${octetsOf(d, o => reprOf(o, false)).join('')}' > ca.der`,
    '\\x30',
  ],
  ['escape-u-java', 29, 'escape-u', d => `String c = "${octetsOf(d, unicode).join('')}";`, '\\u0030'],
  [
    'escape-u-json',
    29,
    'escape-u',
    d =>
      `{"c":"${octetsOf(d, o => (o > 126 || o < 32 || o === 34 || o === 92 ? unicode(o) : String.fromCharCode(o))).join('')}"}`,
    '0\\u0082',
  ],
  [
    'array-hex-xxd',
    30,
    'array-hex',
    d => `unsigned char c[] = {\n  ${inRows(octetsOf(d, hexNumber), 12, ', ', ',').join('\n  ')}\n};`,
    '0x30',
  ],
  ['array-hex-tight', 30, 'array-hex', d => `[${octetsOf(d, hexNumber).join(',')}]`, '0x30'],
  [
    'array-hex-upper',
    30,
    'array-hex',
    d => `{ ${octetsOf(d, o => `0x${pair(o).toUpperCase()}`).join(', ')} }`,
    '0x30',
  ],
  [
    'array-hex-cast',
    30,
    'array-hex',
    d => `byte[] c = {${octetsOf(d, o => `(byte)${hexNumber(o)}`).join(', ')}};`,
    '0x30',
  ],
  ['array-hex-suffix', 30, 'array-hex', d => `{${octetsOf(d, o => `${hexNumber(o)}u`).join(', ')}}`, '0x30'],
  [
    'array-hex-comments',
    30,
    'array-hex',
    d => `{\n${inRows(octetsOf(d, hexNumber), 8, ', ', ', /* row 1 */ // 2 of 3').join('\n')}}`,
    '0x30',
  ],
  ['array-hex-calls', 30, 'array-hex', d => octetsOf(d, o => `chr(${hexNumber(o)})`).join('.'), '0x30'],
  [
    'array-hex-kotlin',
    30,
    'array-hex',
    d => `byteArrayOf(${octetsOf(d, o => (o > 127 ? `${hexNumber(o)}.toByte()` : hexNumber(o))).join(', ')})`,
    '0x30',
  ],
  [
    'array-hex-basic',
    30,
    'array-hex',
    d => `c = {${octetsOf(d, o => `&H${pair(o).toUpperCase()}`).join(', ')}}`,
    '&H30',
  ],
  [
    'array-decimal-json',
    31,
    'array-decimal',
    d => JSON.stringify({ type: 'Buffer', data: [...d] }),
    '48,130',
  ],
  ['array-decimal-go', 31, 'array-decimal', d => `var c = []byte{${[...d].join(', ')}}`, '48, 130'],
  ['array-decimal-rows', 31, 'array-decimal', d => `[\n${[...d].map(o => `  ${o}`).join(',\n')}\n]`, '48,'],
  ['array-decimal-erlang', 31, 'array-decimal', d => `<<${[...d].join(',')}>>`, '48,130'],
  [
    'array-signed-java',
    31,
    'array-signed',
    d => `byte[] c = {${octetsOf(d, signed).join(', ')}};`,
    '48, -126',
  ],
  ['array-signed-tight', 31, 'array-signed', d => `[${octetsOf(d, signed).join(',')}]`, '48,-126'],
  [
    'octal-nss',
    32,
    'octal',
    d => `CKA_VALUE MULTILINE_OCTAL\n${inRows(octetsOf(d, octal), 16, '', '').join('\n')}\nEND\n`,
    '\\060\\202',
  ],
  ['octal-c', 32, 'octal', d => quoted(inRows(octetsOf(d, octal), 12, '', ''), '"', '"', '\n'), '\\060\\202'],
  [
    'decimal-lua',
    29,
    'decimal-escape',
    d =>
      `local c = "${octetsOf(d, o => `\\${String(o).padStart(3, '0')}`).join('')}"`.replace('\\048', '\\48'),
    '\\48',
  ],
]

export const octetShapes: readonly Shape[] = octetRows.map(([id, number, detector, write, anchor]) => ({
  ...{ id, catalogue: [number], detector, encoding: detector, render: der => anchored(write(der), anchor) },
}))

type WideRow = readonly [
  ...[id: string, detector: string, encoding: string],
  write: (der: Uint8Array) => Buffer,
  anchor: Buffer,
]

const wide = (text: string): Buffer => Buffer.from(text, 'utf16le')
const bigEndian = (text: string): Buffer => Buffer.from(wide(text)).swap16()
const mark = Buffer.from([0xff, 0xfe])

const wideRows: readonly WideRow[] = [
  ['utf16le', 'pem-utf16', 'pem-utf16le', d => wide(pemOf(d)), wide('-----')],
  [
    'utf16le-mark-crlf',
    'pem-utf16',
    'pem-utf16le',
    d => Buffer.concat([mark, wide(pemOf(d, 'CERTIFICATE', '\r\n'))]),
    wide('-----'),
  ],
  [
    'utf16le-in-binary',
    'pem-utf16',
    'pem-utf16le',
    d => Buffer.concat([Buffer.from([0, 7, 0xff]), wide(pemOf(d)), Buffer.alloc(9, 1)]),
    wide('-----'),
  ],
  ['utf16be-mark', 'pem-utf16', 'pem-utf16be', d => bigEndian(`\ufeff${pemOf(d)}`), bigEndian('-----')],
  ['utf16be', 'pem-utf16', 'pem-utf16be', d => bigEndian(pemOf(d)), bigEndian('-----')],
  [
    'utf16le-base64',
    'base64-utf16',
    'base64-utf16',
    d => wide(`const string ca = "${base64Of(d)}";`),
    wide('MII'),
  ],
]

export const wideShapes: readonly Shape[] = wideRows.map(([id, detector, encoding, write, anchor]) => {
  const render = (der: Uint8Array): Rendered => {
    const text = write(der)
    return { text: new Uint8Array(text), start: text.indexOf(anchor) }
  }
  return { id, catalogue: [19], detector, encoding, render }
})

type LayerRow = readonly [
  ...[id: string, catalogue: number, detector: string, encoding: string],
  write: (der: Uint8Array) => string,
  anchor: string,
]

const twice = (text: string | Uint8Array): string => Buffer.from(text).toString('base64')
const secret = (der: Uint8Array): string => twice(pemOf(der))

const layerRows: readonly LayerRow[] = [
  ['secret-yaml', 26, 'base64-pem', 'base64>pem', d => `data:\n  tls.crt: ${secret(d)}\n`, 'LS0t'],
  [
    'secret-wrapped',
    26,
    'base64-pem',
    'base64>pem',
    d => `caBundle: |\n  ${linesOf(secret(d), 76).join('\n  ')}\nnext: 1\n`,
    'LS0t',
  ],
  [
    'secret-json',
    26,
    'base64-pem',
    'base64>pem',
    d => JSON.stringify({ data: { 'ca.crt': secret(d) } }),
    'LS0t',
  ],
  ['secret-escaped', 26, 'base64-pem', 'base64>pem', d => `"${linesOf(secret(d), 60).join('\\n')}"`, 'LS0t'],
  [
    'secret-strings',
    25,
    'base64-pem',
    'base64>pem',
    d => `x = ${quoted(linesOf(secret(d), 60), '"', '"', ' +\n')}`,
    'LS0t',
  ],
  ['secret-after-newline', 25, 'base64-pem', 'base64>pem', d => `ca: ${twice(`\n${pemOf(d)}`)}`, 'Ci0t'],
  ['secret-after-two', 25, 'base64-pem', 'base64>pem', d => `ca: ${twice(`\r\n${pemOf(d)}`)}`, 'DQot'],
  [
    'secret-bag',
    25,
    'base64-pem',
    'base64>pem',
    d => `ca: ${twice(`Bag Attributes\n    friendlyName: one\n${pemOf(d)}`)}`,
    'QmFn',
  ],
  ['secret-utf16', 25, 'base64-pem', 'base64>pem-utf16le', d => `ca: ${twice(wide(pemOf(d)))}`, 'LQAt'],
  [
    'base64-json-pem',
    25,
    'base64-pem',
    'base64>pem-escaped',
    d => `t: ${twice(JSON.stringify({ ca: pemOf(d) }))}`,
    'eyJj',
  ],
  ['base64-base64', 25, 'base64-base64', 'base64>base64-der', d => `"${twice(base64Of(d))}"`, 'TUlJ'],
  [
    'base64-json-base64',
    25,
    'base64-base64',
    'base64>base64-der',
    d => `"${twice(JSON.stringify({ rawBytes: base64Of(d) }))}"`,
    'eyJy',
  ],
  [
    'base64-json-base64-1',
    25,
    'base64-base64',
    'base64>base64-der',
    d => `"${twice(JSON.stringify({ rawByte: base64Of(d) }))}"`,
    'eyJy',
  ],
  [
    'base64-json-base64-2',
    25,
    'base64-base64',
    'base64>base64-der',
    d => `"${twice(JSON.stringify({ rawByt: base64Of(d) }))}"`,
    'eyJy',
  ],
  [
    'jws-header',
    23,
    'base64-base64',
    'base64>base64-der',
    d =>
      `${Buffer.from(JSON.stringify({ alg: 'ES256', x5c: [base64Of(d)] })).toString('base64url')}.e30.AAAA`,
    'eyJh',
  ],
]

export const layerShapes: readonly Shape[] = layerRows.map(
  ([id, number, detector, encoding, write, anchor]) => ({
    ...{ id, catalogue: [number], detector, encoding, render: der => anchored(write(der), anchor) },
  }),
)

const insideRows: readonly LayerRow[] = [0, 1, 2, 3, 4, 5].map(before => [
  ...([`inside-${before}`, 24, before % 3 === 0 ? 'base64-der' : 'base64-inside', 'base64-der'] as const),
  d => `payload = "${twice(Uint8Array.from([...Array(before).fill(0x55), ...d, 1, 2, 3]))}"`,
  '',
])

/** A certificate inside other octets that are written in base64, at each alignment. */
export const insideShapes: readonly Shape[] = insideRows.map(
  ([id, number, detector, encoding, write], before) => ({
    ...{ id, catalogue: [number], detector, encoding },
    render: der => ({
      text: new Uint8Array(Buffer.from(write(der))),
      start: 'payload = "'.length + Math.floor(before / 3) * 4 + (before % 3),
    }),
  }),
)

/** All shapes of text in which a certificate is found directly, without a layer between. */
export const shapes: readonly Shape[] = [
  ...pemShapes,
  ...bareShapes,
  ...octetShapes,
  ...wideShapes,
  ...insideShapes,
]
