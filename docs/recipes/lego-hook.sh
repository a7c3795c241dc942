#!/bin/sh
# Hook of lego, with a --path that production does not read:
#
#   lego --path /var/lib/foreseen/lego ... run --run-hook docs/recipes/lego-hook.sh
#   lego --path /var/lib/foreseen/lego ... renew --renew-hook docs/recipes/lego-hook.sh
#
# lego 4.9 ends a hook after two minutes (measured); where rehearsals take longer, run this after lego instead,
# with the three variables set. It does nothing when the staged certificate is live already.
#
#   LEGO_CERT_DOMAIN, LEGO_CERT_PATH, LEGO_CERT_KEY_PATH   from lego
#   PLAN, LIVE   fleet, and folder of the generations
#   RELOAD       deploy command, a line for sh        (systemctl reload nginx)
#   GATE         more options of foreseen gate
set -eu
exec ${FORESEEN:-foreseen} gate --host "$LEGO_CERT_DOMAIN" \
  --next "$LEGO_CERT_PATH" --key "$LEGO_CERT_KEY_PATH" \
  --plan "$PLAN" --live "$LIVE" ${GATE:-} -- sh -c "${RELOAD:-systemctl reload nginx}"
