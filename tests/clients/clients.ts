/**
 * Client set-ups that nobody here wrote, and what each does in the scenarios: the measured table. A mark per
 * scenario of `columns`, with only the old root trusted: `+` connects, `-` refuses.
 */
import type { PinKind, WronglyAccepted } from '@foreseen/facts'
import type { Kit } from './kit.ts'

/** A program and the Debian package that brings it. */
type Need = readonly [program: string, debianPackage: string]

export interface RealClient {
  readonly name: string
  readonly needs: readonly Need[]
  readonly argv: (kit: Kit) => readonly string[]
  readonly firstVisit?: string
  /** A browser or a JVM. */
  readonly heavy?: true
  readonly marks: string
  readonly pin: PinKind
  readonly accepts?: readonly WronglyAccepted[]
}

/** The scenarios of `marks`, in order. */
export const columns = [
  'baseline',
  'renewed-same-key',
  're-keyed',
  'new-intermediate',
  'new-root-cross-signed',
  'cross-sign-dropped',
  'other-key-type',
  'expired-leaf',
  'expired-intermediate',
  'not-yet-valid',
  'wrong-host',
  'missing-intermediate',
  'wrong-order',
  'forty-seven-days',
  'six-days',
  'cross-sign-expired',
] as const

const ordinary = '+++++-+-----+++-'
const leafKey = '++-++--' + '-----+---'
const leafAnchor = '+' + '----------+' + '----'
const deaf = '-'.repeat(16)
const anything = '+'.repeat(16)
const keyOnly = '++-+++-++++++--+'

const everything: readonly WronglyAccepted[] = ['expired', 'not-yet-valid', 'wrong-host', 'untrusted']
/** Whoever looks at the key alone refuses an unknown root with another key. */
const whateverHasTheKey: readonly WronglyAccepted[] = ['expired', 'not-yet-valid', 'wrong-host']
const request = "printf 'GET / HTTP/1.0\\r\\n\\r\\n'"
const shell = (command: string): readonly string[] => ['sh', '-c', command]

const curl: Need = ['curl', 'curl']
const wget: Need = ['wget', 'wget']
const openssl: Need = ['openssl', 'openssl']
const gnutls: Need = ['gnutls-cli', 'gnutls-bin']
const python: Need = ['/usr/bin/python3', 'python3']
const java: Need = ['java', 'default-jdk-headless']
const javac: Need = ['javac', 'default-jdk-headless']
const okhttp: Need = ['/usr/share/java/okhttp.jar', 'libokhttp-java']
const go: Need = ['go', 'golang-go']
const php: Need = ['php', 'php-cli']
const chromium: Need = ['chromium', 'chromium']
const certutil: Need = ['certutil', 'libnss3-tools']

const sClient = (more: string): readonly string[] =>
  shell(`${request} | openssl s_client -connect "$HOST:443" -servername "$HOST" -verify_return_error ${more}`)
const onlyLeaf = '-CAfile {{leaf.pem}} -no-CApath -no-CAstore'
const jvm = (kit: Kit, main: string, ...more: string[]): readonly string[] => [
  'java',
  '-XX:TieredStopAtLevel=1',
  '-cp',
  [kit.classes, '/usr/share/java/okhttp.jar', '/usr/share/java/okio.jar'].join(':'),
  main,
  kit.url,
  ...more,
]
const browser = (more: string, before = ''): readonly string[] =>
  shell(
    `${before}chromium --headless --no-sandbox --disable-gpu --disable-quic --disable-dev-shm-usage --no-first-run --disable-background-networking --disable-component-update --disable-sync ${more} --user-data-dir="$HOME/profile" --dump-dom "$URL"`,
  )
const apt = `d=$(mktemp -d) && mkdir -p $d/lists/partial $d/archives/partial && echo "deb [trusted=yes] $URL""apt ./" >$d/list && \
apt-get -q -o Dir::Etc::SourceList=$d/list -o Dir::Etc::SourceParts=/dev/null -o Dir::State=$d -o Dir::State::Lists=$d/lists \
-o Dir::Cache=$d -o Debug::NoLocking=1 -o APT::Sandbox::User= -o Acquire::Retries=0 -o APT::Update::Error-Mode=any update`

export const clients: readonly RealClient[] = [
  {
    name: 'curl',
    needs: [curl],
    argv: ({ url }) => ['curl', '-sS', '-m', '10', '-o', '/dev/null', url],
    marks: ordinary,
    pin: 'stale-trust',
  },
  {
    name: 'curl --pinnedpubkey',
    needs: [curl],
    argv: ({ url }) => [
      'curl',
      '-sS',
      '-m',
      '10',
      '-o',
      '/dev/null',
      '--pinnedpubkey',
      'sha256//{{leaf-spki}}',
      url,
    ],
    marks: leafKey,
    pin: 'leaf-key',
  },
  {
    // Looks like a hardwired leaf and is none: the system's folder of authorities stays trusted beside it.
    name: 'curl --cacert leaf',
    needs: [curl],
    argv: ({ url }) => ['curl', '-sS', '-m', '10', '-o', '/dev/null', '--cacert', '{{leaf.pem}}', url],
    marks: '+++++-+----++++-',
    pin: 'stale-trust',
  },
  {
    name: 'curl --cacert leaf --capath none',
    needs: [curl],
    argv: ({ url }) => [
      'curl',
      '-sS',
      '-m',
      '10',
      '-o',
      '/dev/null',
      '--cacert',
      '{{leaf.pem}}',
      '--capath',
      '/nonexistent',
      url,
    ],
    marks: leafAnchor,
    pin: 'certificate',
  },
  {
    name: 'curl -k',
    needs: [curl],
    argv: ({ url }) => ['curl', '-sSk', '-m', '10', '-o', '/dev/null', url],
    marks: anything,
    pin: 'none',
    accepts: everything,
  },
  {
    name: 'wget',
    needs: [wget],
    argv: ({ url }) => ['wget', '-nv', '-T', '10', '-t', '1', '-O', '/dev/null', url],
    marks: ordinary,
    pin: 'stale-trust',
  },
  {
    name: 'wget --pinnedpubkey',
    needs: [wget],
    argv: ({ url }) => [
      'wget',
      '-nv',
      '-T',
      '10',
      '-t',
      '1',
      '-O',
      '/dev/null',
      '--pinnedpubkey',
      'sha256//{{leaf-spki}}',
      url,
    ],
    marks: leafKey,
    pin: 'leaf-key',
  },
  {
    name: 'wget --ca-certificate leaf',
    needs: [wget],
    argv: ({ url }) => [
      'wget',
      '-nv',
      '-T',
      '10',
      '-t',
      '1',
      '-O',
      '/dev/null',
      '--ca-certificate',
      '{{leaf.pem}}',
      url,
    ],
    marks: '+++++-+----++++-',
    pin: 'stale-trust',
  },
  {
    name: 's_client',
    needs: [openssl],
    argv: () => sClient('-verify_hostname "$HOST" -quiet'),
    marks: ordinary,
    pin: 'stale-trust',
  },
  {
    name: 's_client leaf -partial_chain',
    needs: [openssl],
    argv: () => sClient(`${onlyLeaf} -partial_chain -verify_hostname "$HOST" -quiet`),
    marks: leafAnchor,
    pin: 'certificate',
  },
  {
    name: 's_client leaf',
    needs: [openssl],
    argv: () => sClient(`${onlyLeaf} -quiet`),
    marks: deaf,
    pin: 'unknown',
  },
  {
    name: 'gnutls-cli',
    needs: [gnutls],
    argv: () => shell(`${request} | timeout 10 gnutls-cli "$HOST"`),
    marks: ordinary,
    pin: 'stale-trust',
  },
  {
    name: 'gnutls-cli --strict-tofu',
    needs: [gnutls],
    argv: () => shell(`${request} | timeout 10 gnutls-cli --strict-tofu --no-ca-verification "$HOST"`),
    firstVisit: 'yes | timeout 10 gnutls-cli --tofu --no-ca-verification "$HOST"',
    marks: keyOnly,
    pin: 'leaf-key',
    accepts: whateverHasTheKey,
  },
  {
    name: 'python urllib',
    needs: [python],
    argv: kit => ['/usr/bin/python3', kit.program('url.py'), kit.url],
    marks: ordinary,
    pin: 'stale-trust',
  },
  {
    name: 'python cafile=leaf',
    needs: [python],
    argv: kit => ['/usr/bin/python3', kit.program('anchor.py'), kit.url, '{{leaf.pem}}', 'whole'],
    marks: deaf,
    pin: 'unknown',
  },
  {
    name: 'python cafile=leaf, partial chain',
    needs: [python],
    argv: kit => ['/usr/bin/python3', kit.program('anchor.py'), kit.url, '{{leaf.pem}}', 'partial'],
    marks: leafAnchor,
    pin: 'certificate',
  },
  {
    name: 'python urllib3 fingerprint',
    needs: [python, ['/usr/lib/python3/dist-packages/urllib3', 'python3-urllib3']],
    argv: kit => ['/usr/bin/python3', kit.program('fingerprint.py'), kit.url, '{{leaf-sha256}}'],
    marks: `+${'-'.repeat(15)}`,
    pin: 'certificate',
  },
  {
    name: 'python requests',
    needs: [python, ['/usr/lib/python3/dist-packages/requests', 'python3-requests']],
    argv: kit => ['/usr/bin/python3', kit.program('requests_get.py'), kit.url],
    marks: ordinary,
    pin: 'stale-trust',
  },
  {
    name: 'node',
    needs: [],
    argv: kit => [kit.node, kit.program('get.mjs'), kit.url, 'plain'],
    marks: ordinary,
    pin: 'stale-trust',
  },
  {
    name: 'node checkServerIdentity',
    needs: [],
    argv: kit => [kit.node, kit.program('get.mjs'), kit.url, 'pin', '{{leaf-spki}}'],
    marks: leafKey,
    pin: 'leaf-key',
  },
  {
    name: 'node ca:leaf',
    needs: [],
    argv: kit => [kit.node, kit.program('get.mjs'), kit.url, 'anchor', '{{leaf.pem}}'],
    marks: deaf,
    pin: 'unknown',
  },
  {
    name: 'node ca:leaf, partial chain',
    needs: [],
    argv: kit => [kit.node, kit.program('get.mjs'), kit.url, 'partial', '{{leaf.pem}}'],
    marks: leafAnchor,
    pin: 'certificate',
  },
  {
    name: 'java',
    needs: [java, javac],
    argv: kit => jvm(kit, 'Plain'),
    heavy: true,
    marks: ordinary,
    pin: 'stale-trust',
  },
  {
    name: 'okhttp leaf pin',
    needs: [java, javac, okhttp],
    argv: kit => jvm(kit, 'Pinned', '{{leaf-spki}}'),
    heavy: true,
    marks: leafKey,
    pin: 'leaf-key',
  },
  {
    name: 'okhttp intermediate pin',
    needs: [java, javac, okhttp],
    argv: kit => jvm(kit, 'Pinned', '{{intermediate-spki}}'),
    heavy: true,
    marks: '+++---+------++-',
    pin: 'intermediate',
  },
  {
    name: 'okhttp root pin',
    needs: [java, javac, okhttp],
    argv: kit => jvm(kit, 'Pinned', '{{root-spki}}'),
    heavy: true,
    marks: ordinary,
    pin: 'root',
  },
  {
    name: 'git',
    needs: [['git', 'git']],
    argv: () => shell('d=$(mktemp -d) && GIT_TERMINAL_PROMPT=0 git clone -q "$URL"repo.git "$d/clone"'),
    marks: ordinary,
    pin: 'stale-trust',
  },
  { name: 'apt', needs: [['apt-get', 'apt']], argv: () => shell(apt), marks: ordinary, pin: 'stale-trust' },
  {
    name: 'perl LWP',
    needs: [['/usr/share/perl5/LWP/Protocol/https.pm', 'liblwp-protocol-https-perl']],
    argv: kit => ['perl', kit.program('get.pl'), kit.url],
    marks: ordinary,
    pin: 'stale-trust',
  },
  {
    name: 'php streams',
    needs: [php],
    argv: kit => ['php', kit.program('get.php'), kit.url],
    marks: ordinary,
    pin: 'stale-trust',
  },
  {
    name: 'php curl pinned',
    needs: [php, ['/usr/share/doc/php8.2-curl', 'php-curl']],
    argv: kit => ['php', kit.program('get.php'), kit.url, '{{leaf-spki}}'],
    marks: leafKey,
    pin: 'leaf-key',
  },
  {
    name: 'ruby',
    needs: [['ruby', 'ruby']],
    argv: kit => ['ruby', kit.program('get.rb'), kit.url],
    marks: ordinary,
    pin: 'stale-trust',
  },
  {
    name: 'go',
    needs: [go],
    argv: kit => [kit.goClient, kit.url, 'system'],
    marks: ordinary,
    pin: 'stale-trust',
  },
  {
    name: 'go embedded pool',
    needs: [go],
    argv: kit => [kit.goClient, kit.url, 'embedded', '{{root.pem}}'],
    marks: ordinary,
    pin: 'root',
  },
  {
    name: 'go pin',
    needs: [go],
    argv: kit => [kit.goClient, kit.url, 'pin', '{{leaf-spki}}'],
    marks: leafKey,
    pin: 'leaf-key',
  },
  {
    name: 'chromium',
    needs: [chromium, certutil],
    argv: () => browser(''),
    heavy: true,
    marks: ordinary,
    pin: 'stale-trust',
  },
  {
    // The list exempts its keys from every error and pins nothing: a chain that the machine trusts passes beside it.
    name: 'chromium spki list',
    needs: [chromium, certutil],
    argv: () => browser('--ignore-certificate-errors-spki-list={{leaf-spki}}'),
    heavy: true,
    marks: anything,
    pin: 'none',
    accepts: whateverHasTheKey,
  },
  {
    // Without a root that it trusts, what is left of it is a pin.
    name: 'chromium spki list, no roots',
    needs: [chromium],
    argv: () => browser('--ignore-certificate-errors-spki-list={{leaf-spki}}', 'HOME=$(mktemp -d) '),
    heavy: true,
    marks: keyOnly,
    pin: 'leaf-key',
    accepts: whateverHasTheKey,
  },
]
