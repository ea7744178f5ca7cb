package org.dbusp1.line.source;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.state.StateStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge of a Tibber Pulse. Each Pulse that is paired is a node of the bridge: mostly node 1, and a Pulse that was paired again has a
 * higher number. While the node has no message, the other nodes are asked too, one in a {@link #read}: a bridge may take ten seconds
 * for each. The first node with messages is used if it is the only one. From then on only a node with messages of the same meter
 * replaces it: another may be the neighbour's.
 */
public final class TibberSource implements Source {
    /** Finds the meter in an answer of the bridge. */
    @FunctionalInterface
    public interface MeterNumbers {
        /** Returns the number of the meter that sent a message in this answer; empty text for one without; absent without a message. */
        Optional<String> in(byte[] answer);
    }

    private static final Logger LOG = LoggerFactory.getLogger(TibberSource.class);
    private static final int FIRST_NODE = 1;
    private static final int LAST_NODE = 4;
    /** A minute without a message, after which the other nodes are asked; and the time between searches until the first message. */
    private static final long SILENT_NANOS = 60_000_000_000L;
    /** Ten minutes between searches after a node has given a message. */
    private static final long LATER_SEARCH_NANOS = 600_000_000_000L;
    private static final String METER = " meter";

    private final String host;
    private final @Nullable Integer ownersNode;
    private final StateStore memory;
    private final MeterNumbers meterNumbers;
    private final IntFunction<HttpSource> nodeSources;
    private final Pacer.Clock ticks;
    /** The sources of the nodes asked so far: each knows the message that its node gave last. */
    private final Map<Integer, HttpSource> nodes = new HashMap<>();
    private volatile HttpSource node;
    private int nodeNumber;
    /** Whether the node was named by the owner, or has given a message, now or in an earlier run. */
    private boolean settled;
    /** When the last message of the node arrived, or the node was first asked; null before that. */
    private @Nullable Long messageAt;
    /** When the last search since then began; null before one. */
    private @Nullable Long searchedAt;
    /** The search that goes on; null at other times. */
    private @Nullable Search search;

    /** A search among the other nodes. */
    private static final class Search {
        private int next = FIRST_NODE;
        /** The meter's number for each node that had a message; empty text for a message without. */
        private final Map<Integer, String> found = new TreeMap<>();
        /** Why the node was not opened; null if it was. */
        private final @Nullable SourceException refusal;

        Search(@Nullable SourceException refusal) {
            this.refusal = refusal;
        }
    }

    /**
     * @param ownersNode the node that the owner named; null: it is found
     * @param password password, as printed on the bridge
     * @param memory remembers the node of a bridge, and the number of its meter
     */
    public TibberSource(String host, @Nullable Integer ownersNode, String password, StateStore memory,
            MeterNumbers meterNumbers) {
        this(host, ownersNode, memory, meterNumbers, number -> new HttpSource(HttpSource.Device.tibber(host, number, password)),
                Pacer.Clock.SYSTEM);
    }

    TibberSource(String host, @Nullable Integer ownersNode, StateStore memory, MeterNumbers meterNumbers,
            IntFunction<HttpSource> nodeSources, Pacer.Clock ticks) {
        this.host = host;
        this.ownersNode = ownersNode;
        this.memory = memory;
        this.meterNumbers = meterNumbers;
        this.nodeSources = nodeSources;
        this.ticks = ticks;
        String known = ownersNode == null ? memory.recall(identity()) : String.valueOf(ownersNode);
        settled = known != null && known.matches("[1-9]\\d{0,2}");
        nodeNumber = settled ? Integer.parseInt(known) : FIRST_NODE;
        node = source(nodeNumber);
    }

    private HttpSource source(int number) {
        return nodes.computeIfAbsent(number, nodeSources::apply);
    }

    @Override
    public void open() throws SourceException {
        if (messageAt == null) {
            messageAt = ticks.nanos();
        }
        search = null;
        try {
            node.open();
        } catch (SourceException e) {
            SourceException refusal = ofPulse(e);
            if (!e.detail().equals(HttpSource.NO_DATA) || !isSearchDue()) {
                throw refusal;
            }
            startSearch(refusal);
        }
    }

    /** Returns why there is no message: a Pulse that gave messages, now or in an earlier run, is one of this bridge. */
    private SourceException ofPulse(SourceException refusal) {
        boolean spoke = refusal.detail().equals(HttpSource.NO_DATA) && memory.recall(identity() + METER) != null;
        return !spoke ? refusal : new SourceException(Condition.LINE_PULSE_SILENT, "the Pulse of the Tibber bridge at " + host
                + " has given messages, and gives none now");
    }

    @Override
    public int read(byte[] into, int timeoutMillis) throws IOException {
        if (search != null) {
            askNext(search);
            return 0;
        }
        int count = readNode(into, timeoutMillis);
        if (count > 0 && !node.hasUnread()) {
            meterNumbers.in(node.lastAnswer()).ifPresent(this::messageArrived);
        } else if (count == 0 && messageAt != null && ticks.nanos() - messageAt > SILENT_NANOS && isSearchDue()) {
            startSearch(null);
        }
        return count;
    }

    private int readNode(byte[] into, int timeoutMillis) throws IOException {
        try {
            return node.read(into, timeoutMillis);
        } catch (SourceException e) {
            throw ofPulse(e);
        }
    }

    private void messageArrived(String meter) {
        messageAt = ticks.nanos();
        searchedAt = null;
        // Some messages of a meter have no number.
        if (!(settled && (meter.isEmpty() || meter.equals(memory.recall(identity() + METER))))) {
            settle(nodeNumber, meter);
        }
    }

    private boolean isSearchDue() {
        return ownersNode == null
                && (searchedAt == null || ticks.nanos() - searchedAt > (settled ? LATER_SEARCH_NANOS : SILENT_NANOS));
    }

    private void startSearch(@Nullable SourceException refusal) {
        searchedAt = ticks.nanos();
        search = new Search(refusal);
    }

    /**
     * Asks the next of the other nodes, once. After the last one the node with messages is used, and its message is read next.
     *
     * @throws SourceException when several have messages, or one that may be of another meter; or why the node of this source
     *         was not opened, if no other replaces it
     */
    private void askNext(Search current) throws SourceException {
        current.next += current.next == nodeNumber ? 1 : 0;
        boolean isBridgeAbsent = false;
        if (current.next <= LAST_NODE) {
            HttpSource candidate = source(current.next);
            byte[] before = candidate.lastAnswer();
            try {
                candidate.open();
                if (!Arrays.equals(candidate.lastAnswer(), before)) {
                    meterNumbers.in(candidate.lastAnswer()).ifPresent(meter -> current.found.put(current.next, meter));
                }
            } catch (SourceException e) {
                LOG.debug("node {} of the bridge: {}", current.next, e.getMessage());
                isBridgeAbsent = e.condition() == Condition.LINE_ABSENT;
            }
            current.next++;
        }
        if (isBridgeAbsent || current.next > LAST_NODE || current.next == LAST_NODE && nodeNumber == LAST_NODE) {
            search = null;
            conclude(current);
        }
    }

    private void conclude(Search ended) throws SourceException {
        String ownMeter = memory.recall(identity() + METER);
        if (settled && ownMeter != null && !ownMeter.isEmpty()) {
            Map<Integer, String> ofMeter = new TreeMap<>(ended.found);
            ofMeter.values().removeIf(meter -> !meter.equals(ownMeter));
            if (ofMeter.size() == 1) {
                use(ofMeter);
                return;
            }
        } else if (!settled && ended.found.size() == 1) {
            use(ended.found);
            return;
        }
        if (!ended.found.isEmpty()) {
            String choices = ended.found.keySet().stream().map(number -> "source=tibber://" + host + "/" + number)
                    .collect(Collectors.joining(", "));
            throw new SourceException(Condition.LINE_SEVERAL_NODES, (settled ? "node " + nodeNumber + " of the bridge at " + host
                    + " has no messages, other Pulses have: if your Pulse was paired again, write its line: "
                    : "several Pulses of the bridge at " + host + " have messages: write the line of yours: ") + choices, choices);
        }
        if (ended.refusal != null) {
            throw ended.refusal;
        }
    }

    /** @param found the node and the number of its meter */
    private void use(Map<Integer, String> found) {
        node.close();
        found.forEach((number, meter) -> {
            nodeNumber = number;
            node = source(number);
            messageAt = ticks.nanos();
            searchedAt = null;
            settle(number, meter);
        });
    }

    private void settle(int number, String meter) {
        String before = memory.recall(identity());
        settled = true;
        memory.remember(identity(), String.valueOf(number));
        memory.remember(identity() + METER, meter);
        if (!String.valueOf(number).equals(before == null ? String.valueOf(FIRST_NODE) : before)) {
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
