package org.dbusp1.output.server;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network from which clients may connect.
 *
 * @param address a numeric address: no name is looked up
 * @param prefixLength number of leading bits that identify the network: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Network(InetAddress address, int prefixLength) {
    private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    /** An IPv4 address has to have four parts of one byte: Java reads 10 as 0.0.0.10, and looks up the name 999.1.1.1. */
    private static final Pattern TEXT = Pattern.compile(
            "((?:" + BYTE + "\\.){3}" + BYTE + "|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:/(\\d{1,3}))?");

    public static final List<Network> EVERYBODY = List.of(parse("0.0.0.0/0").get(), parse("::/0").get());

    /** Parses {@code 192.168.0.0/16}, {@code fd00::/8} or a single address; empty for any other text. */
    public static Optional<Network> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            InetAddress literal = InetAddress.getByName(parts.group(1));
            int most = literal.getAddress().length * 8;
            int bits = parts.group(2) == null ? most : Integer.parseInt(parts.group(2));
            return bits > most ? Optional.empty() : Optional.of(new Network(literal, bits));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether a client may connect: this machine always, another client if the list is empty or contains its network. A
     * configuration without a list makes the server listen only on the loopback address.
     */
    public static boolean admits(List<Network> allowed, InetAddress client) {
        return allowed.isEmpty() || client.isLoopbackAddress() || allowed.stream().anyMatch(network -> network.contains(client));
    }

    /** Returns whether a client is in this network; false for an address of the other family (IPv4, IPv6). */
    public boolean contains(InetAddress client) {
        byte[] network = address.getAddress();
        byte[] asking = client.getAddress();
        return network.length == asking.length
                && new BigInteger(1, network).xor(new BigInteger(1, asking)).shiftRight(8 * network.length - prefixLength).signum() == 0;
    }
}
