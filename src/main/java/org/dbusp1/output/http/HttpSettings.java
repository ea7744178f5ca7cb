package org.dbusp1.output.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.dbusp1.output.Network;
import org.dbusp1.output.PortChoice;

/**
 * What the owner wants of the web server.
 *
 * @param bind          address to listen on
 * @param port          to listen on
 * @param access        who may ask
 * @param page          whether to serve the page
 * @param json          layout of /data.json; with OFF there is no /data.json, /log.txt, /raw.dat and telegram either,
 *                      which say everything that the meter says, its number included
 * @param legacy        whether /data.json has the mistakes of the firmware that it is modelled on
 * @param homewizard    whether to speak HomeWizard's local API
 * @param metrics       whether to serve /metrics
 * @param metricsSerial whether the meter's number is in /metrics
 * @param announcement  how it is announced in the local network; empty when it is not
 */
public record HttpSettings(InetAddress bind, PortChoice port, Access access, boolean page, Json json, boolean legacy,
                           boolean homewizard, boolean metrics, boolean metricsSerial, Optional<Announced> announcement) {
    /** Layouts of /data.json. */
    public enum Json { OFF, V1, V2 }

    /**
     * Who may ask.
     *
     * @param token what a client has to know; empty when nothing
     * @param allow networks that may ask; empty: all. This machine always may
     * @param cors  origins whose pages may read our answers, or {@code *}
     */
    public record Access(Optional<String> token, List<Network> allow, List<String> cors) {
        public Access {
            allow = List.copyOf(allow);
            cors = List.copyOf(cors);
        }

        /** Everybody who reaches the address. */
        public static final Access ANYBODY = new Access(Optional.empty(), List.of(), List.of());
    }

    /**
     * @param name       host name without {@code .local}
     * @param homewizard whether to be found as a HomeWizard meter too
     */
    public record Announced(String name, boolean homewizard) {
    }
}
