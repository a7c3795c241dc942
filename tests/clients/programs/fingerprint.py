"""urllib3 with the fingerprint of the server's certificate, beside the usual verification."""
import sys

import urllib3

url, fingerprint = sys.argv[1:3]
pool = urllib3.PoolManager(
    cert_reqs="CERT_REQUIRED",
    ca_certs="/etc/ssl/certs/ca-certificates.crt",
    assert_fingerprint=fingerprint,
    retries=False,
    timeout=10,
)
print(pool.request("GET", url).status)
