"""urllib, as most scripts use it."""
import sys
import urllib.request

print(urllib.request.urlopen(sys.argv[1], timeout=10).status)
