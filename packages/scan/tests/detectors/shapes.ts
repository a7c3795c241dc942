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
