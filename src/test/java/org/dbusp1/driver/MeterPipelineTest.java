package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dbusp1.TestTelegram;
import org.dbusp1.line.decode.han.ListBytes;
import org.dbusp1.line.frame.LinkFrames;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.metering.Doubts;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.EnergyUse.MeterMatch;
import org.dbusp1.metering.HousePower;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.ChildJvm;
import org.dbusp1.output.Output;
import org.dbusp1.output.SilentOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what outputs get while a telegram passes, before the ticker looks. */
class MeterPipelineTest {
    @TempDir
    private Path directory;

    private final List<String> received = new ArrayList<>();
    private final LineCounters watch = new LineCounters(System::nanoTime);

    private MeterPipeline chain() {
        return chain(TestDriver.keys(new MeterKey("house"), directory));
    }

    private MeterPipeline chain(MeterKeyResolver keys) {
        Output output = new SilentOutput() {
            @Override
            public void snapshot(Snapshot snapshot) {
                received.add(snapshot.key().text().equals("house") ? "snapshot" : snapshot.key().text());
            }

            @Override
            public void rejected(RejectedFrame rejected) {
                received.add(rejected.cause().code());
            }

            @Override
            public void offline() {
                received.add("offline");
            }
        };
        return TestDriver.ofLog(SilentLine.at(() -> now)).keys(keys).counters(watch).pipeline(output);
    }

    /** Kaifa's short lists: no 0 W stands for an import of before the line was lost, however short that was. */
    @Test
    void nothingStandsInAfterAPortThatWasClosedForAMoment() {
        TestLine line = new TestLine(Instant.parse("2026-11-20T11:00:00Z"));
        assertThat(shortLists(line, 300, 300, 300).known()).extracting(HousePower.Known::milliwatts).isEqualTo(300_000L);
        assertThat(shortLists(line, 0).isStandIn()).isTrue();
        line.lost();
        assertThat(shortLists(line, 0, 0).known()).isNull();
    }

    /** Sends a list each two seconds. @param watts imports */
    private static HousePower shortLists(TestLine line, long... watts) {
        for (long imported : watts) {
            line.pass(Duration.ofSeconds(2));
            line.send(LinkFrames.hdlc("0F4000000000" + "0201" + ListBytes.number(imported)));
        }
        return line.newest().grid().house();
    }

    /** D0: one meter sends its import without a sign, 0 while the house exports; the neighbour's, which is refused, signs it. */
    @Test
    void whatAnotherMeterSignsSaysNothingOfTheLines() {
        TestLine line = new TestLine(Instant.parse("2026-11-20T11:00:00Z"));
        for (String sent : List.of("111111 0", "111111 0", "222222 -300", "111111 0")) {
            line.pass(Duration.ofSeconds(1));
            line.send("/ISk5MT174-0001\r\n\r\n1-0:96.1.0*255(%s)\r\n1-0:1.7.0*255(%s*W)\r\n!\r\n".formatted((Object[]) sent.split(" ")));
        }
        assertThat(line.newest().grid().house().known()).isNull();
        assertThat(line.sent()).isEqualTo(2);
    }

    private int sent;
    private long now = 5_000_000_000L;

    /** Each with another power. */
    private void telegram(MeterPipeline chain, String number, long nanos) {
        byte[] bytes = TestTelegram.dsmr5("0-0:96.1.1(" + number + ")", TestTelegram.power("1.7.0", ++sent))
                .getBytes(StandardCharsets.US_ASCII);
        chain.accept(bytes, bytes.length, nanos);
    }

    @Test
    void twoMetersOnOneLineEndWhatWasPublishedAtOnce() {
        MeterPipeline chain = chain();
        telegram(chain, "4530303030303031", now);
        telegram(chain, "4530303030303032", now);
        assertThat(watch.state().severalMeters()).isFalse();
        telegram(chain, "4530303030303031", now);
        telegram(chain, "4530303030303032", now);

        assertThat(received).containsExactly("snapshot", "snapshot", "offline");
        assertThat(watch.state().severalMeters()).isTrue();
        assertThat(chain.tryEndIfStale()).isTrue();
        assertThat(received).hasSize(3);
    }

    /** Of a neighbour's meter, or of the one that an installer tries at the port. */
    @Test
    void aTelegramOfAnotherMeterSaysNothingAboutTheLine() {
        MeterPipeline chain = chain();
        telegram(chain, "4530303030303031", now);
        now += TimeUnit.SECONDS.toNanos(1);
        telegram(chain, "4530303030303032", now);

        assertThat(chain.tryEndIfStale()).isTrue();
        assertThat(received).containsExactly("snapshot");
        assertThat(watch.state().fresh()).isTrue();
        assertThat(watch.state().good()).isEqualTo(1);
        assertThat(watch.state().telegramCounts().foreign()).isEqualTo(1);
        assertThat(watch.state().telegramCounts().rejected()).isEmpty();
        assertThat(watch.state().strayBytes()).isZero();
        telegram(chain, "4530303030303031", now);
        assertThat(watch.state().good()).isEqualTo(2);
        assertThat(watch.state().strayBytes()).isZero();
        now += TimeUnit.SECONDS.toNanos(6);
        chain.tryEndIfStale();
        assertThat(watch.state().fresh()).isFalse();
    }

    /**
     * Without numbers only the guard knows of the exchange. The meter before had three phases, export, a clock of the year 2000, and a
     * counter that stood; the other one has just its counter, and its total.
     */
    @Test
    void anotherMeterIsNewToEachPart() {
        TestLine line = new TestLine(Instant.parse("2026-11-20T11:00:07Z"));
        Duration interval = Duration.ofSeconds(10);
        String[] counter = {TestTelegram.energy("1.8.1", 100_000), TestTelegram.energy("1.8.2", 0), "0-0:96.14.0(0001)",
            TestTelegram.power("1.7.0", 475)};
        for (int i = 0; i < 400; i++) {
            line.pass(interval);
            line.send(TestTelegram.dsmr5At("000101010000W", String.join("\r\n", counter), TestTelegram.energy("2.8.1", 50_000),
                    TestTelegram.energy("2.8.2", 0), TestTelegram.power("2.7.0", 0), TestTelegram.power("21.7.0", 275 + i % 2),
                    TestTelegram.power("41.7.0", 100), TestTelegram.power("61.7.0", 100), TestTelegram.power("22.7.0", 0),
                    TestTelegram.power("42.7.0", 0), TestTelegram.power("62.7.0", 0)));
        }
        Snapshot before = line.newest();
        assertThat(before.doubts()).hasNoNullFieldsOrPropertiesExcept("wrongZone", "doubtfulPower");
        assertThat(before.grid().phases()).isEqualTo(3);
        assertThat(before.energy().uses().get(Counter.EXPORT).match()).isEqualTo(MeterMatch.SAME);

        line.pass(Duration.ofMinutes(20));
        for (int i = 0; i < 2; i++) {
            line.pass(interval);
            line.send(TestTelegram.dsmr42("", counter));
        }
        Snapshot other = line.newest();
        assertThat(other.published().meterIndex()).isEqualTo(1);
        assertThat(other.doubts()).isEqualTo(Doubts.NONE);
        assertThat(other.grid().phases()).isEqualTo(1);
        assertThat(other.energy().uses().get(Counter.EXPORT).match()).isEqualTo(MeterMatch.DIFFERENT);
    }

    private String logOf(String scene) throws Exception {
        Path messages = directory.resolve("messages");
        try (ChildJvm driver = new ChildJvm(Scenes.class, messages, scene, directory.toString())) {
            assertThat(driver.next()).isEqualTo(Scenes.DONE);
        }
        return Files.readString(messages);
    }

    @Test
    void aLostMeterIsLoggedWithTheTimeThatItsValuesWereValidFor() throws Exception {
        assertThat(logOf("LOST")).containsOnlyOnce("DSMR 5 on")
                .containsOnlyOnce("meter lost: no good telegram on").contains(" for 5 s; its values are removed").doesNotContain("D-Bus");
    }

    /** A driver that gets little of the processor takes back what it published, but nothing was lost on the line. */
    @Test
    void aMeterIsNamedOnceUnlessItsLossWasLogged() throws Exception {
        assertThat(logOf("STARVED")).containsOnlyOnce("DSMR 5 on").doesNotContain("meter lost");
        assertThat(logOf("TWO_METERS")).containsOnlyOnce("meter lost: two meters send on");
    }

    /** A power that some messages leave out is not gone; one that is gone for a minute needs no PIN: Inf is off again. */
    @Test
    void aGermanMeterWhosePowerIsSwitchedOffNeedsItsPin() throws Exception {
        assertThat(logOf("SWITCHED_OFF")).containsPattern("(?s)get its PIN from the metering operator, .*set Inf to On\n"
                + "(.*its power no longer: look at its display whether Inf is off again\n){2}").hasLineCount(5).containsOnlyOnce("D0 on");
    }

    /** Scenes in a process whose log is read. */
    static final class Scenes {
        private static final int DONE = 7;

        public static void main(String[] words) throws Exception {
            MeterPipelineTest test = new MeterPipelineTest();
            test.directory = Path.of(words[1]);
            MeterPipeline chain = test.chain();
            switch (words[0]) {
                case "LOST" -> {
                    test.telegram(chain, "4530303030303031", test.now);
                    test.now += TimeUnit.SECONDS.toNanos(5);
                    chain.tryEndIfStale();
                    assertThat(test.received).containsExactly("snapshot");
                    test.now++;
                    chain.tryEndIfStale();
                    assertThat(test.received).containsExactly("snapshot", "offline");
                }
                case "STARVED" -> {
                    test.telegram(chain, "4530303030303031", test.now);
                    test.telegram(chain, "4530303030303031", test.now - TimeUnit.SECONDS.toNanos(6));
                    test.telegram(chain, "4530303030303031", test.now);
                    assertThat(test.received).containsExactly("snapshot", "offline", "snapshot");
                }
                case "SWITCHED_OFF" -> {
                    int frequency = 100;
                    for (int seconds : new int[] {5, 5, 59, 5, 65, 5, 65}) {
                        boolean isOff = seconds != 5 || frequency == 100;
                        for (int i = 0; i < seconds; i++) {
                            test.now += TimeUnit.SECONDS.toNanos(1);
                            german(chain, "1-0:2.8.0(000100*kWh)\r\n1-0:14.7.0(50." + frequency++ + "*Hz)"
                                    + (isOff ? "" : "\r\n1-0:16.7.0(000500*W)"), test.now);
                        }
                    }
                    byte[] dutch = TestTelegram.dsmr5("1-0:1.8.1(1*kWh)").getBytes(StandardCharsets.US_ASCII);
                    MeterPipeline other = test.chain();
                    other.accept(dutch, dutch.length, test.now);
                    assertThat(test.received).contains("snapshot").doesNotContain("offline");
                }
                default -> {
                    for (String number : List.of("31", "32", "31", "32")) {
                        test.telegram(chain, "45303030" + number, test.now);
                    }
                }
            }
            System.out.println(DONE);
        }
    }

    /** D0, which has no checksum. */
    private static void german(MeterPipeline chain, String lines, long nanos) {
        byte[] bytes = ("/ISk5MT174-0001\r\n\r\n1-0:96.1.0*255(123456)\r\n" + lines + "\r\n!\r\n").getBytes(StandardCharsets.US_ASCII);
        chain.accept(bytes, bytes.length, nanos);
        chain.idle(nanos);
    }

    /** DSMR 2.2, which has no checksum. */
    private static void old(MeterPipeline chain, String number, String kilowatts, long nanos) {
        byte[] bytes = ("/ISk5\\2ME382-1004\r\n\r\n0-0:96.1.1(" + number + ")\r\n1-0:1.7.0(" + kilowatts + "*kW)\r\n!\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        chain.accept(bytes, bytes.length, nanos);
        chain.idle(nanos);
    }

    @Test
    void aMeterIsNotNamedByADamagedTelegram() {
        MeterPipeline chain = chain(TestDriver.keys(null, directory));
        old(chain, "453033303", "0001.23", now);
        old(chain, "4530303030303031", "0001.23", now);
        old(chain, "4530303030303031", "0001.23", now);
        assertThat(received).containsExactly("contradiction", "E0000001");
    }

    @Test
    void aTelegramThatContradictsItsNeighboursIsReportedAsARejectedOne() {
        MeterPipeline chain = chain();
        old(chain, "4530303030303031", "0001.23", now);
        old(chain, "4530303030303031", "0001.23", now);
        Instant lastGood = watch.state().lastGood();
        old(chain, "4530303030303031", "000123", now);
        assertThat(received).containsExactly("snapshot", "contradiction");
        assertThat(watch.state().fresh()).as("what was published is still valid").isTrue();
        assertThat(watch.state().lastGood()).isEqualTo(lastGood);
        assertThat(watch.state().rejectedSinceGood()).isEqualTo(Map.of(RejectCause.CONTRADICTION, 1L));
        old(chain, "4530303030303031", "0001.24", now);
        assertThat(watch.state().rejectedSinceGood()).isEmpty();
        old(chain, "4530303030303031", "000123", now);
        assertThat(watch.state().rejectedSinceGood()).isEqualTo(Map.of(RejectCause.CONTRADICTION, 1L));
        assertThat(watch.state().telegramCounts().rejected()).isEqualTo(Map.of(RejectCause.CONTRADICTION, 2L));
    }

    /** Nothing that was believed of the meter before refuses those of another one. */
    @Test
    void aGapThatTheTickerMissedIsALossForAllThatRememberTheMeter() {
        MeterPipeline chain = chain();
        old(chain, "4530303030303031", "0001.23", now);
        old(chain, "4530303030303031", "0001.23", now);
        now += TimeUnit.SECONDS.toNanos(40);
        old(chain, "4530303030303032", "0009.87", now);
        assertThat(received).containsExactly("snapshot", "offline");
        old(chain, "4530303030303032", "0009.88", now);
        assertThat(received).containsExactly("snapshot", "offline", "snapshot");
        assertThat(watch.state().telegramCounts().rejectedTotal()).isZero();
        assertThat(watch.state().telegramCounts().foreign()).isZero();
    }

    @Test
    void aGapThatTheTickerMissedEndsWhatWasPublishedToo() {
        MeterPipeline chain = chain();
        telegram(chain, "4530303030303031", now - Duration.ofSeconds(1).toNanos());
        telegram(chain, "4530303030303031", now + Duration.ofSeconds(39).toNanos());

        assertThat(received).containsExactly("snapshot", "offline");
        assertThat(watch.state().severalMeters()).isFalse();
    }

    /** The process was stopped between the arrival of its bytes and its turn, as at a start on a busy device. */
    @Test
    void theFirstTelegramOfAllIsNotPublishedAfterItsValidity() {
        MeterPipeline chain = chain();
        telegram(chain, "4530303030303031", now - Duration.ofSeconds(6).toNanos());
        assertThat(received).isEmpty();
        assertThat(watch.state().fresh()).isFalse();
        telegram(chain, "4530303030303031", now);
        assertThat(received).containsExactly("snapshot");
    }

    @Test
    void aTelegramThatADongleAnsweredWithLateIsValid() {
        MeterPipeline chain = chain();
        telegram(chain, "4530303030303031", now - Duration.ofSeconds(5).toNanos());
        telegram(chain, "4530303030303031", now - Duration.ofSeconds(3).toNanos());

        assertThat(received).as("3 s after it was asked for").containsExactly("snapshot", "snapshot");
    }
}
