"""Looks for services by multicast DNS, with the library that Home Assistant uses; prints each as a line of JSON, until all kinds were there and are gone."""
import json
import sys
import threading

from zeroconf import ServiceBrowser, ServiceListener, Zeroconf

address, kinds = sys.argv[1], sys.argv[2:]
changed = threading.Condition()
found = set()
present = set()


class Printer(ServiceListener):
    def add_service(self, zeroconf, kind, name):
        info = zeroconf.get_service_info(kind, name, 20000)
        if info:
            print(json.dumps({
                "kind": kind, "name": name, "server": info.server, "port": info.port,
                "addresses": info.parsed_addresses(),
                "properties": {key.decode(): (value or b"").decode() for key, value in info.properties.items()},
            }), flush=True)
            with changed:
                found.add(kind)
                present.add(name)
                changed.notify()

    def update_service(self, zeroconf, kind, name):
        pass

    def remove_service(self, zeroconf, kind, name):
        print(json.dumps({"gone": name}), flush=True)
        with changed:
            present.discard(name)
            changed.notify()


with_network = Zeroconf(interfaces=[address])
ServiceBrowser(with_network, kinds, Printer())
with changed:
    # A good-bye is one datagram, which a busy machine may lose.
    changed.wait_for(lambda: found.issuperset(kinds) and not present, timeout=100)
with_network.close()
