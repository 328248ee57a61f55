#!/usr/bin/env python3
"""Stands in for Azure, for an unchanged `az`: answers on loopback, whatever the host, from one file.

    standin.py FOLDER TENANT.json

An HTTPS proxy that ends every tunnel itself and forwards nothing. It writes FOLDER/port when it is
ready, FOLDER/ca.pem, the authority to trust, and FOLDER/other.pem, another. TENANT.json is

    {"tenant": GUID, "lists": {path: [record, …]}, "documents": {path: document}, "directory": [object, …]}

with paths in lower case. A list comes in three pages. FOLDER/faults.json, read anew at every request,
is a list of {"match": regular expression over "METHOD host/path?query", …} with one of

    status, body, headers     answered in place of the answer
    cut: n                    the answer ends after n bytes
    drop                      no answer
    expire                    all tokens given so far are void
    wait: seconds             the answer comes late

and "times", how often; without it always. FOLDER/requests has a line for each request.
"""

import base64
import json
import pathlib
import re
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOSTS = ["management.azure.com", "graph.microsoft.com", "login.microsoftonline.com"]


def certificates(folder):
    """An authority, and a certificate of it for all hosts."""

    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test authority",
            "-keyout", "ca.key", "-out", "ca.pem", "-addext", "keyUsage=critical,keyCertSign")
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=another authority",
            "-keyout", "other.key", "-out", "other.pem")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-keyout", "key.pem", "-out", "csr.pem")
    (folder / "san").write_text("subjectAltName=" + ",".join("DNS:" + host for host in HOSTS))
    openssl("x509", "-req", "-in", "csr.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "2", "-extfile", "san", "-out", "cert.pem")


class Azure:
    def __init__(self, folder, tenant):
        self.folder, self.tenant = folder, tenant
        self.lock = threading.Lock()
        self.hits = {}
        self.valid_from = 0.0
        self.log = open(folder / "requests", "a", encoding="utf-8")

    def fault(self, request):
        """The first fault that strikes."""
        with self.lock:
            self.log.write(request + "\n")
            self.log.flush()
            try:
                text = (self.folder / "faults.json").read_text()
            except OSError:
                return {}
            for rule in json.loads(text):
                key = json.dumps(rule)
                if re.search(rule["match"], request, re.IGNORECASE):
                    if self.hits.get(key, 0) < rule.get("times", 1 << 30):
                        self.hits[key] = self.hits.get(key, 0) + 1
                        return rule
        return {}

    def answer(self, method, host, target, body, authorization):
        """Status and body."""
        url = urllib.parse.urlsplit(target)
        path = urllib.parse.unquote(url.path)
        if host == "login.microsoftonline.com":
            return self.sign_in(path)
        token = authorization.removeprefix("Bearer ").split(".")
        claims = json.loads(base64.urlsafe_b64decode(token[1] + "==")) if len(token) == 3 else {"iat": 0}
        if claims["iat"] < self.valid_from:
            return 401, {"error": {"code": "ExpiredAuthenticationToken", "message": "The token is expired."}}
        if method == "POST" and path.endswith("/getByIds"):
            wanted = json.loads(body)["ids"]
            return 200, {"value": [one for one in self.tenant["directory"] if one["id"] in wanted]}
        if method != "GET":
            return 405, {"error": {"code": "MethodNotAllowed", "message": "Only what reads is answered."}}
        if path.lower() in self.tenant["documents"]:
            return 200, self.tenant["documents"][path.lower()]
        records = self.tenant["lists"].get(path.lower())
        if records is None:
            return 404, {"error": {"code": "ResourceNotFound", "message": path + " was not found."}}
        query = dict(urllib.parse.parse_qsl(url.query))
        size = max(1, -(-len(records) // 3))
        start = int(query.get("$skiptoken", 0))
        page = {"value": records[start:start + size]}
        if start + size < len(records):
            query["$skiptoken"] = str(start + size)
            link = "@odata.nextLink" if host == "graph.microsoft.com" else "nextLink"
            page[link] = f"https://{host}{urllib.parse.quote(path)}?{urllib.parse.urlencode(query)}"
        return 200, page

    def sign_in(self, path):
        root = "https://login.microsoftonline.com/" + self.tenant["tenant"]
        if path.endswith("/openid-configuration"):
            return 200, {"issuer": root + "/v2.0", "authorization_endpoint": root + "/oauth2/v2.0/authorize",
                         "token_endpoint": root + "/oauth2/v2.0/token"}
        if path.endswith("/discovery/instance"):
            host = "login.microsoftonline.com"
            return 200, {"tenant_discovery_endpoint": root + "/v2.0/.well-known/openid-configuration",
                         "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}]}
        now = time.time()
        parts = [{"alg": "none"}, {"tid": self.tenant["tenant"], "iat": now, "exp": now + 3600}]
        token = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
        return 200, {"token_type": "Bearer", "expires_in": 3600, "access_token": ".".join([*token, "none"])}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_CONNECT(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        self.host = self.path.split(":")[0]
        try:
            self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        except OSError:
            self.close_connection = True
            return
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.close_connection = False

    def serve(self):
        azure = self.server.azure
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = azure.fault(f"{self.command} {self.host}{urllib.parse.unquote(self.path)}")
        time.sleep(fault.get("wait", 0))
        if fault.get("expire"):
            azure.valid_from = time.time()
        if fault.get("drop"):
            self.close_connection = True
            self.connection.close()
            return
        if "status" in fault:
            status, answer = fault["status"], fault.get("body", "")
        else:
            authorization = self.headers.get("Authorization", "")
            status, answer = azure.answer(self.command, self.host, self.path, body, authorization)
        is_text = isinstance(answer, str)
        content = answer.encode() if is_text else json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if is_text else "application/json; charset=utf-8")
        for name, value in fault.get("headers", {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:fault.get("cut")])
        if "cut" in fault:
            self.close_connection = True
            self.connection.close()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that went away, or one that was dropped."""


def main():
    folder = pathlib.Path(sys.argv[1])
    tenant = json.loads(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
    certificates(folder)
    server = Server(("127.0.0.1", 0), Handler)
    server.azure = Azure(folder, tenant)
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    (folder / "port.new").write_text(str(server.server_address[1]))
    (folder / "port.new").rename(folder / "port")
    server.serve_forever()


main()
