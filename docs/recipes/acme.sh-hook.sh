#!/usr/bin/env sh
# Hook for acme.sh, in place of --install-cert: acme.sh's own folder is the stage, and the gate copies.
#
#   cp docs/recipes/acme.sh-hook.sh ~/.acme.sh/deploy/foreseen.sh
#   acme.sh --deploy -d www.example.org --deploy-hook foreseen
#
# or as --renew-hook and --post-hook, which find the paths in CERT_FULLCHAIN_PATH, CERT_KEY_PATH and Le_Domain:
#
#   acme.sh --issue -d www.example.org ... --renew-hook 'sh /etc/foreseen/acme.sh-hook.sh'
#
#   PLAN, LIVE   fleet, and folder of the generations
#   RELOAD       deploy command, a line for sh        (systemctl reload nginx)
#   GATE         more options of foreseen gate

# domain key certificate ca fullchain, as acme.sh calls every deploy hook
foreseen_deploy() {
  ${FORESEEN:-foreseen} gate --host "$1" --next "$5" --key "$2" \
    --plan "$PLAN" --live "$LIVE" ${GATE:-} -- sh -c "${RELOAD:-systemctl reload nginx}"
}

# Sourced as a deploy hook there is no CERT_FULLCHAIN_PATH.
if [ -n "${CERT_FULLCHAIN_PATH:-}" ]; then
  foreseen_deploy "$Le_Domain" "$CERT_KEY_PATH" "${CERT_PATH:-}" "${CA_CERT_PATH:-}" "$CERT_FULLCHAIN_PATH"
fi
