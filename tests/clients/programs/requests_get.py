"""requests as Debian ships it: it trusts the distribution's store."""
import sys

import requests

print(requests.get(sys.argv[1], timeout=10).status_code)
