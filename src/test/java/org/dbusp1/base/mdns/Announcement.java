package org.dbusp1.base.mdns;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The packet in which a host announces a dongle by multicast DNS, made by hand: the records PTR, SRV, TXT and A. */
public final class Announcement {
    public static final String TYPE = "_hwenergy._tcp.local";

    private Announcement() {
    }

    /** Returns an announcement. @param number in the names of the dongle and its host @param seconds life of the records */
    public static byte[] of(int number, String address, int seconds, List<String> texts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        String instance = "p1-" + number + "." + TYPE;
        String host = "h" + number + ".local";
        for (int word : new int[] {0, 0x8400, 0, 4, 0, 0}) {
            out.writeShort(word);
        }
        record(out, TYPE, 12, seconds, name(instance));
        ByteArrayOutputStream service = new ByteArrayOutputStream();
        service.write(new byte[] {0, 0, 0, 0, 0, 80});
        service.write(name(host));
        record(out, instance, 33, seconds, service.toByteArray());
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (String each : texts) {
            text.write(each.length());
            text.write(each.getBytes(StandardCharsets.US_ASCII));
        }
        record(out, instance, 16, seconds, text.toByteArray());
        record(out, host, 1, seconds, InetAddress.getByName(address).getAddress());
        return bytes.toByteArray();
    }

    /** Returns the address of a host that announces no service. */
    public static byte[] address(int number, int seconds) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (int word : new int[] {0, 0x8400, 0, 1, 0, 0}) {
            out.writeShort(word);
        }
        record(out, "talkative" + number + ".local", 1, seconds, InetAddress.getByName("192.168.7.8").getAddress());
        return bytes.toByteArray();
    }

    private static void record(DataOutputStream out, String name, int type, int seconds, byte[] data) throws IOException {
        out.write(name(name));
        out.writeShort(type);
        out.writeShort(1);
        out.writeInt(seconds);
        out.writeShort(data.length);
        out.write(data);
    }

    private static byte[] name(String text) throws IOException {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        for (String label : text.split("\\.")) {
            name.write(label.length());
            name.write(label.getBytes(StandardCharsets.US_ASCII));
        }
        name.write(0);
        return name.toByteArray();
    }
}
