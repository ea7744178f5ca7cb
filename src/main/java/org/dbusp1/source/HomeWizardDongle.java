package org.dbusp1.source;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import org.dbusp1.source.SourceException.Obstacle;

/** A HomeWizard P1 dongle in the network, for both versions of its local API. */
interface HomeWizardDongle extends Source {
    int LAST_PORT = 65_535;

    /** Returns the dongle's name or address, with the port if it is not the usual one. */
    String host();

    @Override
    default String name() {
        return host().replace(':', '_');
    }

    @Override
    default Optional<String> cable() {
        return Optional.of("homewizard " + host());
    }

    @Override
    default String description() {
        return "HomeWizard dongle at " + host();
    }

    /**
     * Returns the reason why a dongle did not answer, in words that repeat no text sent by the device at its address.
     */
    static String reason(IOException unreachable) {
        for (Throwable cause = unreachable; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "no address is known for it";
            }
        }
        if (unreachable instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        if (unreachable instanceof ProtocolException) {
            return "its answer is not HTTP";
        }
        return unreachable instanceof ConnectException || unreachable.getMessage() == null ? "it accepts no connection"
                : unreachable.getMessage();
    }

    /**
     * Returns the address of a part of its local API.
     *
     * @throws SourceException when the host is not valid
     */
    static URI address(String scheme, String host, String path) throws SourceException {
        try {
            URI address = new URI(scheme + "://" + host + path).parseServerAuthority();
            if (address.getPort() > LAST_PORT) {
                throw noHostName(host, "port out of range: " + address.getPort());
            }
            return address;
        } catch (URISyntaxException impossible) {
            throw noHostName(host, impossible.getReason());
        }
    }

    private static SourceException noHostName(String host, String why) {
        return new SourceException(Obstacle.UNSUITABLE, host + " is no host name: " + why);
    }
}
