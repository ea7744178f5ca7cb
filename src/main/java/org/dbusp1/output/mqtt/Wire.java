package org.dbusp1.output.mqtt;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A client of one broker, of one version of the protocol. Calls return at once; what comes of them, and every event,
 * arrives on the network's thread.
 */
interface Wire {
    /** What happens on it. */
    interface Events {
        void connected();

        /** The connection was lost, or could not be made; it will be tried again. */
        void disconnected(Throwable why);

        /** @param retained whether the broker had kept it */
        void received(String topic, byte[] payload, boolean retained);
    }

    /** Connects, and connects again whenever the connection is lost. */
    void connect();

    /** Completes when the broker has it, or the network for quality 0; fails when it was refused or is lost. */
    CompletableFuture<?> publish(Message message);

    CompletableFuture<?> subscribe(List<String> filters);

    /** Says good-bye; no connection is made any more. */
    CompletableFuture<?> disconnect();
}
