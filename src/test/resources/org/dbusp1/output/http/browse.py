"""Looks for services by multicast DNS, with the library that Home Assistant uses; prints each as a line of JSON."""
import json
import sys
import time

from zeroconf import ServiceBrowser, ServiceListener, Zeroconf

address, seconds, kinds = sys.argv[1], float(sys.argv[2]), sys.argv[3:]


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


with_network = Zeroconf(interfaces=[address])
ServiceBrowser(with_network, kinds, Printer())
time.sleep(seconds)
with_network.close()
