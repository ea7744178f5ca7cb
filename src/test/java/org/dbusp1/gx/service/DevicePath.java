package org.dbusp1.gx.service;

/**
 * A value of the GX device that a scenario sets.
 *
 * @param type its type on the D-Bus
 */
record DevicePath(String service, String path, String type) {
    void set(BusClient client, Object value) {
        client.item(service, path, "SetValue", "v:" + type, value);
    }
}
