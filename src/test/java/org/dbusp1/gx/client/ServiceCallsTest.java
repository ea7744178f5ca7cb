package org.dbusp1.gx.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.dbusp1.gx.dbus.BusConnection.Reply;
import org.junit.jupiter.api.Test;

/** Each call ends once, and what services owe this driver is bounded. The time is a value. */
class ServiceCallsTest {
    private static final String SYSTEM = "com.victronenergy.system";
    private static final String INVERTER = "com.victronenergy.vebus.ttyS4";
    private static final String HUB4 = "com.victronenergy.hub4";
    private static final Reply FIVE = new Reply("", 5);

    private long nanos;
    private final Queue<Timer> timers = new ArrayDeque<>();
    private final ServiceCalls calls = new ServiceCalls((after, work) -> timers.add(new Timer(nanos + after.toNanos(), work)), () -> nanos);
    private final List<Sent> unanswered = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();

    private record Timer(long nanos, Runnable work) {
    }

    private record Sent(String service, String path, Consumer<Reply> reply) {
    }

    private void read(String service, String path) {
        call(service, path, false);
    }

    private void call(String service, String path, boolean isRelease) {
        calls.call(service, isRelease, reply -> unanswered.add(new Sent(service, path, reply)),
                reply -> ended.add(path + (reply.equals(Reply.NONE) ? " none" : reply.equals(Reply.NO_ROOM) ? " no room" : "")));
    }

    private void pass(long seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
        while (!timers.isEmpty() && timers.element().nanos <= nanos) {
            timers.remove().work.run();
        }
    }

    private void answer(String service) {
        List.copyOf(unanswered).stream().filter(sent -> sent.service.equals(service)).forEach(this::answer);
    }

    private void answer(Sent sent) {
        unanswered.remove(sent);
        sent.reply.accept(FIVE);
    }

    private long owed(String service) {
        return unanswered.stream().filter(sent -> sent.service.startsWith(service)).count();
    }

    @Test
    void aCallEndsOnceAnsweredOrWithoutAnAnswer() {
        read(INVERTER, "/Mode");
        read(INVERTER, "/State");
        pass(7);
        answer(unanswered.get(0));
        pass(1);
        answer(INVERTER);
        pass(60);
        assertThat(ended).containsExactly("/Mode", "/State none");
    }

    @Test
    void aServiceThatIsSilentIsCalledOnceAMinuteUntilItAnswers() {
        read(INVERTER, "/Mode");
        pass(8);
        for (int second = 8; second < 60; second++) {
            read(INVERTER, "/" + second);
            pass(1);
        }
        assertThat(owed(INVERTER)).isEqualTo(1);
        assertThat(ended).as("at once").hasSize(53).allMatch(call -> call.endsWith(" none"));
        read(INVERTER, "/60");
        read(INVERTER, "/61");
        assertThat(owed(INVERTER)).isEqualTo(2);
        ended.clear();
        answer(unanswered.get(0));
        read(INVERTER, "/State");
        answer(INVERTER);
        assertThat(ended).as("an old answer proves that it goes on").containsExactly("/60", "/State");
    }

    /** One lost answer makes nothing unknown but the path that was asked. */
    @Test
    void aServiceThatAnswersOthersAfterACallThatIsLostIsNotSilent() {
        for (int path = 0; path < 10; path++) {
            read(SYSTEM, "/" + path);
        }
        unanswered.remove(9);
        answer(SYSTEM);
        pass(5);
        read(SYSTEM, "/Serial");
        answer(SYSTEM);
        pass(3);
        ended.clear();
        read(SYSTEM, "/Dc/Battery/Soc");
        answer(SYSTEM);
        assertThat(ended).containsExactly("/Dc/Battery/Soc");
    }

    /** Its answers come, but after the end of their calls. */
    @Test
    void aServiceThatAnswersAfterNineSecondsOwesNoMoreThanItIsAsked() {
        for (int round = 0; round < 100; round++) {
            read(SYSTEM, "/" + round);
            pass(9);
            answer(SYSTEM);
            pass(1);
        }
        assertThat(owed(SYSTEM)).isZero();
        assertThat(ended).hasSize(100).allMatch(call -> call.endsWith(" none"));
    }

    /** Until it leaves the bus, which answers for it. */
    @Test
    void aServiceThatHasLost48AnswersIsCalledNoMoreThoughItAnswersOthers() {
        for (int call = 0; call < 60; call++) {
            read(SYSTEM, "/Lost");
            read(SYSTEM, "/Serial");
            List.copyOf(unanswered).stream().filter(sent -> sent.path.equals("/Serial")).forEach(this::answer);
            pass(8);
        }
        assertThat(owed(SYSTEM)).isEqualTo(48);
        assertThat(ended).filteredOn(call -> call.equals("/Serial")).hasSize(47);
        ended.clear();
        answer(SYSTEM);
        read(SYSTEM, "/Serial");
        answer(SYSTEM);
        assertThat(ended).containsExactly("/Serial");
    }

    @Test
    void aReleaseIsWrittenToAServiceThatIsSilentAndOwesAllThatItMay() {
        for (int call = 0; call < 100; call++) {
            read(HUB4, "/" + call);
        }
        pass(8);
        assertThat(owed(HUB4)).isEqualTo(48);
        call(HUB4, "/Overrides", true);
        assertThat(owed(HUB4)).isEqualTo(49);
        for (int release = 0; release < 100; release++) {
            call(HUB4, "/Overrides", true);
        }
        assertThat(owed(HUB4)).isEqualTo(56);
    }

    /** Five services hang for a day, and twelve PV inverters of one program. */
    @Test
    void aDayOfServicesThatHangLeavesRoomForAllOthers() {
        for (int minute = 0; minute < 24 * 60; minute++) {
            for (int service = 0; service < 17; service++) {
                for (String path : List.of("/A", "/B", "/C", "/D")) {
                    read("com.victronenergy.hangs" + service, path);
                }
            }
            pass(60);
            read(SYSTEM, "/Serial");
            call(HUB4, "/Overrides", true);
            answer(SYSTEM);
            answer(HUB4);
            assertThat(unanswered).hasSizeLessThanOrEqualTo(17 * 4);
        }
        assertThat(ended).filteredOn(call -> call.equals("/Serial") || call.equals("/Overrides")).hasSize(2 * 24 * 60);
        List.copyOf(unanswered).forEach(this::answer);
        assertThat(ended).as("each call ends, once").hasSize(24 * 60 * (17 * 4 + 2));
    }

    @Test
    void noMoreThan120AnswersAreEverOwed() {
        for (int service = 0; service < 20; service++) {
            for (int call = 0; call < 100; call++) {
                read("com.victronenergy.grid.number" + service, "/" + call);
            }
        }
        assertThat(unanswered).hasSize(112);
        assertThat(ended).filteredOn(call -> call.endsWith(" no room")).as("of the third service, and all others").hasSize(17 * 100 + 84);
        for (int release = 0; release < 100; release++) {
            call(HUB4, "/Overrides", true);
        }
        assertThat(unanswered).hasSize(120);
        assertThat(ended).hasSize(2_100 - 120);
    }
}
