#!/bin/sh
# certbot with a tree of its own: its live/ is only the stage. Run it daily from a timer, instead of the one that
# the package brings; production reads $LIVE/live/fullchain.pem and $LIVE/live/privkey.pem.
#
#   DOMAIN   host name of the certificate
#   PLAN     fleet whose releases are to survive it (docs/gate.md)
#   LIVE     folder of the generations
#   STAGE    certbot's tree                            (/var/lib/foreseen/certbot)
#   RELOAD   deploy command, a line for sh             (systemctl reload nginx)
#   CERTBOT  how the challenge is met, and who you are (--webroot -w /var/www/html -m you@example.org)
#   GATE     more options of foreseen gate
set -eu
umask 077
STAGE=${STAGE:-/var/lib/foreseen/certbot}
RELOAD=${RELOAD:-systemctl reload nginx}
mkdir -p "$STAGE"

# Orders only when it is due; when this fails, what is staged is judged all the same.
certbot certonly --non-interactive --agree-tos --keep-until-expiring --cert-name "$DOMAIN" -d "$DOMAIN" \
  --config-dir "$STAGE" --work-dir "$STAGE/work" --logs-dir "$STAGE/logs" \
  ${CERTBOT:---webroot -w /var/www/html} || echo "certbot failed with $?" >&2

# What is live already is left alone; what waits is judged again.
exec ${FORESEEN:-foreseen} gate --host "$DOMAIN" \
  --next "$STAGE/live/$DOMAIN/fullchain.pem" --key "$STAGE/live/$DOMAIN/privkey.pem" \
  --plan "$PLAN" --live "$LIVE" ${GATE:-} -- sh -c "$RELOAD"
