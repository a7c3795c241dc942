#!/bin/sh
# certbot with a request of your own: run it daily from a timer. Nothing that production reads is written before
# the gate has let it through; production reads $LIVE/live/fullchain.pem and $LIVE/live/privkey.pem.
#
#   DOMAIN   host name of the certificate
#   PLAN     fleet whose releases are to survive it (docs/gate.md)
#   LIVE     folder of the generations
#   STAGE    where the next certificate waits         (/var/lib/foreseen/$DOMAIN)
#   RELOAD   deploy command, a line for sh            (systemctl reload nginx)
#   KEEP_KEY yes: the next certificate keeps the key  (no: a new one each time)
#   DAYS     order when fewer days are left           (30)
#   CERTBOT  how the challenge is met, and who you are (--webroot -w /var/www/html -m you@example.org)
#   GATE     more options of foreseen gate
set -eu
umask 077
STAGE=${STAGE:-/var/lib/foreseen/$DOMAIN}
RELOAD=${RELOAD:-systemctl reload nginx}
mkdir -p "$STAGE"
live=$LIVE/live

# A certificate that waits for approval is judged again, not ordered again: CAs count orders.
if [ -f "$STAGE/next.pem" ] && ! openssl x509 -in "$STAGE/next.pem" -noout -checkend 86400 >/dev/null; then
  rm -f "$STAGE"/next.*
fi
if [ ! -f "$STAGE/next.pem" ]; then
  if [ -f "$live/fullchain.pem" ] &&
    openssl x509 -in "$live/fullchain.pem" -noout -checkend $((${DAYS:-30} * 86400)) >/dev/null; then
    exit 0
  fi
  rm -f "$STAGE"/next.*
  if [ "${KEEP_KEY:-no}" = yes ] && [ -f "$live/privkey.pem" ]; then
    cp "$live/privkey.pem" "$STAGE/next.key"
  else
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$STAGE/next.key" 2>/dev/null
  fi
  openssl req -new -key "$STAGE/next.key" -subj "/CN=$DOMAIN" -addext "subjectAltName=DNS:$DOMAIN" \
    -out "$STAGE/next.csr"
  # certbot writes files with --csr only where none is: a half written chain would not be overwritten either.
  certbot certonly --csr "$STAGE/next.csr" --non-interactive --agree-tos \
    --config-dir "$STAGE/certbot" --work-dir "$STAGE/certbot" --logs-dir "$STAGE/certbot" \
    --cert-path "$STAGE/next.leaf" --chain-path "$STAGE/next.chain" --fullchain-path "$STAGE/next.full" \
    ${CERTBOT:---webroot -w /var/www/html}
  mv "$STAGE/next.full" "$STAGE/next.pem"
fi

code=0
${FORESEEN:-foreseen} gate --host "$DOMAIN" --next "$STAGE/next.pem" --key "$STAGE/next.key" \
  --plan "$PLAN" --live "$LIVE" ${GATE:-} -- sh -c "$RELOAD" || code=$?
# What is live is not staged any more; anything else waits for the next run.
if cmp -s "$STAGE/next.pem" "$live/fullchain.pem"; then rm -f "$STAGE"/next.*; fi
exit $code
