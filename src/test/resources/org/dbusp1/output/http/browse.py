"""Looks for services by multicast DNS, with the library that Home Assistant uses; prints each as a line of JSON, until all are gone."""
import json
import sys
import threading

from zeroconf import ServiceBrowser, ServiceListener, Zeroconf

address, kinds = sys.argv[1], sys.argv[2:]
gone = threading.Semaphore(0)


class Printer(ServiceListener):
    def add_service(self, zeroconf, kind, name):
        info = zeroconf.get_service_info(kind, name, 3000)
        if info:
            print(json.dumps({
                "kind": kind, "name": name, "server": info.server, "port": info.port,
                "addresses": info.parsed_addresses(),
                "properties": {key.decode(): (value or b"").decode() for key, value in info.properties.items()},
            }), flush=True)

    def update_service(self, zeroconf, kind, name):
        pass

    def remove_service(self, zeroconf, kind, name):
        print(json.dumps({"gone": name}), flush=True)
        gone.release()


with_network = Zeroconf(interfaces=[address])
ServiceBrowser(with_network, kinds, Printer())
for _ in kinds:
    # A good-bye is one datagram, which a busy machine may lose.
    gone.acquire(timeout=20)
with_network.close()
