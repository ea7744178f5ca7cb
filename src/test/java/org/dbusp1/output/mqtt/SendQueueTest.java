package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The queue in front of a network that acknowledges when the test says so. */
class SendQueueTest {
    private final List<Message> sent = new ArrayList<>();
    private final List<CompletableFuture<Void>> requests = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final SendQueue queue = new SendQueue(message -> {
        sent.add(message);
        requests.add(new CompletableFuture<>());
        return requests.get(requests.size() - 1);
    }, (message, cause) -> refused.add(message.topic() + ": " + cause.getMessage()));

    private static Message message(String topic, int payload) {
        return Message.of(topic, Integer.toString(payload), 1, true);
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream().map(message -> message.topic() + "=" + new String(message.payload(), StandardCharsets.UTF_8)).toList();
    }

    /** Fills the network, so that everything after it waits. */
    private void fill() {
        queue.open();
        for (int i = 0; i < SendQueue.MOST_UNDER_WAY; i++) {
            queue.sendState(message("first", i));
        }
        sent.clear();
    }

    private void acknowledgeAll() {
        for (int i = 0; i < requests.size(); i++) {
            requests.get(i).complete(null);
        }
    }

    @Test
    void ofEachStateOnlyTheNewestWaits() {
        fill();
        for (int i = 0; i < 10_000; i++) {
            queue.sendState(message("a", i));
            queue.sendState(message("b", i));
        }
        assertThat(queue.size()).isEqualTo(2);
        acknowledgeAll();
        assertThat(texts(sent)).containsExactly("a=9999", "b=9999");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void orderedMessagesAllArriveInTheirOrder() {
        fill();
        queue.sendOrdered(message("a", 1));
        queue.sendState(message("b", 1));
        queue.sendOrdered(message("a", 2));
        assertThat(queue.hasOrdered()).isTrue();
        acknowledgeAll();
        assertThat(texts(sent)).containsExactly("a=1", "b=1", "a=2");
        assertThat(queue.hasOrdered()).isFalse();
    }

    @Test
    void nothingWaitsWithoutAConnection() {
        queue.sendState(message("a", 1));
        assertThat(queue.isEmpty()).isTrue();
        fill();
        queue.sendOrdered(message("a", 2));
        queue.close();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.hasOrdered()).isFalse();
        acknowledgeAll();
        assertThat(sent).isEmpty();
    }

    @Test
    void aRefusalIsReportedOnlyOnItsOwnConnection() {
        fill();
        requests.get(0).completeExceptionally(new IllegalStateException("no right"));
        assertThat(refused).containsExactly("first: no right");
        queue.close();
        queue.open();
        requests.get(1).completeExceptionally(new IllegalStateException("late"));
        assertThat(refused).hasSize(1);
    }
}
