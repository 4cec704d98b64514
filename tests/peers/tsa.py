"""certomancer as a TSA on loopback: prints its address, answers one request after another until its input ends.

usage: tsa.py CERT.pem KEY.pem [CHAIN.pem ...]
"""

import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import keys, pem, tsp, x509
from certomancer.services import TimeStamper


def load(path, kind):
    data = open(path, "rb").read()
    return kind.load(pem.unarmor(data)[2])


def main():
    certificate, key = load(sys.argv[1], x509.Certificate), load(sys.argv[2], keys.PrivateKeyInfo)
    stamper = TimeStamper(certificate, key, certs_to_embed=[load(path, x509.Certificate) for path in sys.argv[3:]])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(request).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}/", flush=True)
    sys.stdin.read()


main()
