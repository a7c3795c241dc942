"""ssl with a hardwired certificate as the only anchor; `partial` lets a leaf be one (X509_V_FLAG_PARTIAL_CHAIN)."""
import ssl
import sys
import urllib.request

url, anchor, how = sys.argv[1:4]
context = ssl.create_default_context(cafile=anchor)
if how == "partial":
    context.verify_flags |= 0x80000
else:
    context.verify_flags &= ~0x80000
print(urllib.request.urlopen(url, timeout=10, context=context).status)
