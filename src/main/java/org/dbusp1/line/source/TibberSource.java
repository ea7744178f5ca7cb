package org.dbusp1.line.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.dbusp1.base.problem.Condition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge of a Tibber Pulse. Each Pulse that is paired is a node of the bridge: mostly node 1, and a Pulse that was paired again has a
 * higher number. As long as the bridge has never given a message, nodes 2 to 4 are asked too; the only one that has messages is used from
 * then on. A node that has given a message is never left: another may be the neighbour's.
 */
public final class TibberSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(TibberSource.class);
    private static final int FIRST_NODE = 1;
    private static final List<Integer> OTHER_NODES = List.of(2, 3, 4);
    private static final long SEARCH_NANOS = 60_000_000_000L;

    private final String host;
    private final @Nullable Integer ownersNode;
    private final HomeWizardSource.Memory memory;
    private final IntFunction<HttpSource> nodes;
    private final Pacer.Clock ticks;
    private volatile HttpSource node;
    /** Whether the node was named by the owner, or has given a message, now or in an earlier run. */
    private boolean settled;
    /** When the node was first asked, or the others were asked last; null before the first opening. */
    private @Nullable Long askedAt;

    /**
     * @param ownersNode the node that the owner named; null: it is found
     * @param password password, as printed on the bridge
     * @param memory remembers the node of a bridge
     */
    public TibberSource(String host, @Nullable Integer ownersNode, String password, HomeWizardSource.Memory memory) {
        this(host, ownersNode, memory, number -> new HttpSource(HttpSource.Device.tibber(host, number, password)), Pacer.Clock.SYSTEM);
    }

    TibberSource(String host, @Nullable Integer ownersNode, HomeWizardSource.Memory memory, IntFunction<HttpSource> nodes,
            Pacer.Clock ticks) {
        this.host = host;
        this.ownersNode = ownersNode;
        this.memory = memory;
        this.nodes = nodes;
        this.ticks = ticks;
        String known = ownersNode == null ? memory.recall(identity()) : String.valueOf(ownersNode);
        settled = known != null && known.matches("[1-9]\\d{0,2}");
        node = nodes.apply(settled ? Integer.parseInt(known) : FIRST_NODE);
    }

    @Override
    public void open() throws SourceException {
        if (askedAt == null) {
            askedAt = ticks.nanos();
        }
        try {
            node.open();
        } catch (SourceException e) {
            boolean isUnknownNode = e.detail().equals(HttpSource.NO_DATA);
            if (settled || !isUnknownNode || !findOther()) {
                throw e;
            }
        }
    }

    @Override
    public int read(byte[] into, int timeoutMillis) throws IOException {
        int count = node.read(into, timeoutMillis);
        if (count > 0 && !settled) {
            settle(FIRST_NODE);
        } else if (count == 0 && !settled && askedAt != null && ticks.nanos() - askedAt > SEARCH_NANOS) {
            findOther();
        }
        return count;
    }

    /**
     * Asks the other nodes once each. If one of them has a message, it is used from now on, and the message is read next.
     *
     * @throws SourceException when several have messages
     */
    private boolean findOther() throws SourceException {
        askedAt = ticks.nanos();
        List<Integer> found = new ArrayList<>();
        HttpSource other = null;
        for (int number : OTHER_NODES) {
            HttpSource candidate = nodes.apply(number);
            try {
                candidate.open();
                if (candidate.hasUnread()) {
                    found.add(number);
                    other = candidate;
                }
            } catch (SourceException e) {
                LOG.debug("node {} of the bridge: {}", number, e.getMessage());
                if (e.condition() == Condition.LINE_ABSENT) {
                    // The bridge itself does not answer.
                    return false;
                }
            }
        }
        if (found.size() > 1) {
            String choices = found.stream().map(number -> "source=tibber://" + host + "/" + number).collect(Collectors.joining(", "));
            throw new SourceException(Condition.LINE_SEVERAL_NODES,
                    "several Pulses of the bridge at " + host + " have messages: write the line of yours: " + choices, choices);
        }
        if (other == null) {
            return false;
        }
        node.close();
        node = other;
        settle(found.get(0));
        return true;
    }

    private void settle(int number) {
        settled = true;
        memory.remember(identity(), String.valueOf(number));
        if (number != FIRST_NODE) {
            LOG.info("the Pulse is node {} of the bridge at {}", number, host);
        }
    }

    private String identity() {
        return "tibber " + host + (ownersNode == null ? "" : "/" + ownersNode);
    }

    @Override
    public long lastReadNanos() {
        return node.lastReadNanos();
    }

    @Override
    public String name() {
        return node.name() + (ownersNode == null ? "" : "_" + ownersNode);
    }

    @Override
    public Optional<String> lineIdentity() {
        return Optional.of(identity());
    }

    @Override
    public String description() {
        return node.description() + (ownersNode == null ? "" : ", node " + ownersNode);
    }

    @Override
    public void close() {
        node.close();
    }
}
