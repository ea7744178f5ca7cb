package org.dbusp1.gx.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.dbusp1.gx.client.ServiceCalls.Priority;
import org.dbusp1.gx.dbus.BusConnection.Reply;
import org.dbusp1.gx.dbus.EventLoop;
import org.junit.jupiter.api.Test;

/** What services owe this driver is bounded, and a service that has lost a call is asked again. The time is a value. */
class ServiceCallsTest {
    private static final String SYSTEM = "com.victronenergy.system";
    private static final String INVERTER = "com.victronenergy.vebus.ttyS4";
    private static final String HUB4 = "com.victronenergy.hub4";
    private static final Reply FIVE = new Reply("", 5);

    private long nanos;
    private final ServiceCalls calls = new ServiceCalls(new EventLoop(() -> { }, fault -> {
        throw new AssertionError(fault);
    }), () -> nanos);
    private final List<Sent> unanswered = new ArrayList<>();
    private final List<String> answered = new ArrayList<>();

    private record Sent(String service, String path, Consumer<Reply> reply) {
    }

    private void read(String service, String path) {
        call(service, path, Priority.REPEATABLE);
    }

    private void call(String service, String path, Priority priority) {
        calls.call(service, priority, reply -> unanswered.add(new Sent(service, path, reply)), reply -> answered.add(service + path));
    }

    /** Seconds pass; another service is read and answers each second. */
    private void pass(long seconds) {
        for (long second = 0; second < seconds; second++) {
            nanos += Duration.ofSeconds(1).toNanos();
            read(SYSTEM, "/Serial");
            answer(SYSTEM);
            answered.remove(SYSTEM + "/Serial");
        }
    }

    private void answer(String service) {
        for (Sent sent : List.copyOf(unanswered)) {
            if (sent.service.equals(service)) {
                answer(sent);
            }
        }
    }

    private void answer(Sent sent) {
        unanswered.remove(sent);
        sent.reply.accept(FIVE);
    }

    private long owed(String service) {
        return unanswered.stream().filter(sent -> sent.service.startsWith(service)).count();
    }

    @Test
    void aCallThatIsLostIsMadeAgainAfterTenSecondsAndAnsweredOnce() {
        read(INVERTER, "/Mode");
        Sent lost = unanswered.get(0);
        pass(9);
        assertThat(owed(INVERTER)).isEqualTo(1);
        pass(1);
        assertThat(owed(INVERTER)).isEqualTo(2);
        answer(unanswered.get(1));
        assertThat(answered).containsExactly(INVERTER + "/Mode");
        answer(lost);
        assertThat(answered).as("the late answer").containsExactly(INVERTER + "/Mode");
    }

    @Test
    void whenAProbeIsAnsweredTheOtherLostCallsAreMadeAgain() {
        read(INVERTER, "/A");
        read(INVERTER, "/B");
        read(INVERTER, "/C");
        call(INVERTER, "/Inject", Priority.ONCE);
        pass(10);
        assertThat(unanswered).extracting(Sent::path).containsExactly("/A", "/B", "/C", "/Inject", "/A");
        answer(unanswered.get(4));
        assertThat(unanswered).extracting(Sent::path).as("not what may be made once only")
                .containsExactly("/A", "/B", "/C", "/Inject", "/B", "/C");
        answer(INVERTER);
        assertThat(answered).containsExactly(INVERTER + "/A", INVERTER + "/B", INVERTER + "/C", INVERTER + "/Inject");
    }

    /** A hundred calls to each of five services that hang for a day, and twelve PV inverters of one program. */
    @Test
    void aDayOfServicesThatHangLeavesRoomForTheOverride() {
        for (int call = 0; call < 100; call++) {
            for (int service = 0; service < 5; service++) {
                read(INVERTER + service, "/" + call);
            }
            for (int roof = 0; roof < 12; roof++) {
                read("com.victronenergy.pvinverter.roof" + roof, "/" + call);
            }
        }
        assertThat(calls.hasRoom(SYSTEM)).as("a setting is refused").isFalse();
        for (int minute = 0; minute < 24 * 60; minute++) {
            nanos += Duration.ofMinutes(1).toNanos();
            call(HUB4, "/Overrides/" + minute, Priority.RESERVED_WRITE);
            answer(HUB4);
            assertThat(unanswered).hasSizeLessThanOrEqualTo(96);
            assertThat(owed("com.victronenergy.pvinverter.")).isLessThanOrEqualTo(26);
        }
        assertThat(answered).hasSize(24 * 60);
        for (int round = 0; round < 100; round++) {
            List.copyOf(unanswered).forEach(this::answer);
        }
        assertThat(unanswered).isEmpty();
        assertThat(answered).as("each call is answered, once").hasSize(24 * 60 + 1_700).doesNotHaveDuplicates();
    }

    @Test
    void pvInvertersThatHangLeaveRoomForAllOthers() {
        for (int roof = 0; roof < 12; roof++) {
            for (String path : List.of("/Position", "/Ac/L1/Power", "/Ac/L2/Power", "/Ac/L3/Power")) {
                read("com.victronenergy.pvinverter.roof" + roof, path);
            }
        }
        pass(3_600);
        assertThat(owed("com.victronenergy.pvinverter.")).isLessThanOrEqualTo(26);
        assertThat(calls.hasRoom(INVERTER)).isTrue();
        for (String path : List.of("/DeviceInstance", "/CustomName", "/ProductName", "/Mgmt/Connection")) {
            read("com.victronenergy.grid.cgwacs_ttyUSB7_mb1", path);
        }
        assertThat(owed("com.victronenergy.grid.")).as("grid meters are read").isEqualTo(4);
    }

    /** A service that is slow, hangs, and goes on; its probe is another path that waits. */
    @Test
    void aServiceThatOwesAnswersForTwoSecondsIsReadNoFurther() {
        read(INVERTER, "/A");
        pass(1);
        read(INVERTER, "/B");
        pass(1);
        read(INVERTER, "/C");
        call(INVERTER, "/Inject", Priority.ONCE);
        call(INVERTER, "/Override", Priority.RESERVED_READ);
        assertThat(unanswered).extracting(Sent::path).containsExactly("/A", "/B", "/Inject", "/Override");
        answer(unanswered.get(0));
        assertThat(owed(INVERTER)).as("/B is owed for less").isEqualTo(4);
        pass(1);
        read(INVERTER, "/D");
        assertThat(unanswered).extracting(Sent::path).containsExactly("/B", "/Inject", "/Override", "/C");
        pass(8);
        assertThat(unanswered).extracting(Sent::path).containsExactly("/B", "/Inject", "/Override", "/C", "/D");
        answer(INVERTER);
        assertThat(answered).extracting(path -> path.substring(INVERTER.length())).as("/D proves that what was before it is lost")
                .containsExactly("/A", "/B", "/Inject", "/Override", "/C", "/D");
    }

    @Test
    void aServiceIsProbedEightTimesAtMostEverMoreSeldom() {
        read(INVERTER, "/Mode");
        for (int seconds : new int[] {10, 20, 40, 80, 160, 320, 600, 600}) {
            long before = owed(INVERTER);
            pass(seconds - 1);
            assertThat(owed(INVERTER)).isEqualTo(before);
            pass(1);
            assertThat(owed(INVERTER)).isEqualTo(before + 1);
        }
        pass(7_200);
        assertThat(owed(INVERTER)).isEqualTo(9);
        answer(INVERTER);
        assertThat(answered).containsExactly(INVERTER + "/Mode");
        read(INVERTER, "/Mode");
        pass(10);
        assertThat(owed(INVERTER)).as("probed as at first").isEqualTo(2);
    }

    /** A path that is answered never delays the others until the next probe, once. */
    /** Each read is lost, and its probe is answered. */
    @Test
    void aServiceThatLosesReadsOfTheOverrideOwesFewOfThem() {
        for (int read = 0; read < 100; read++) {
            call(HUB4, "/Overrides/" + read, Priority.RESERVED_READ);
            pass(11);
            String path = "/Overrides/" + read;
            List<Sent> sent = unanswered.stream().filter(call -> call.path.equals(path)).toList();
            if (sent.size() > 1) {
                answer(sent.get(1));
            }
        }
        assertThat(owed(HUB4)).isEqualTo(8);
        while (owed(HUB4) > 0) {
            answer(HUB4);
        }
        assertThat(answered).as("those that waited too").hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void onePathThatIsNeverAnsweredDisturbsNoOther() {
        read(INVERTER, "/Never");
        for (int tenMinutes = 0; tenMinutes < 48; tenMinutes++) {
            for (int second = 0; second < 600; second++) {
                pass(1);
                unanswered.stream().filter(sent -> sent.path.equals("/Mode")).toList().forEach(this::answer);
            }
            read(INVERTER, "/Mode");
            assertThat(answered).hasSizeGreaterThanOrEqualTo(tenMinutes);
        }
        assertThat(owed(INVERTER)).as("/Never, made again once, its probes and a last /Mode").isEqualTo(11);
        assertThat(answered).hasSize(47).doesNotContain(INVERTER + "/Never");
    }
}
