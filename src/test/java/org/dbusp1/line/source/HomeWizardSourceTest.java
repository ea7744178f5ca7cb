package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.line.source.Obstacles.assertObstacle;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.line.source.FakeDongle.Answer;
import org.dbusp1.output.MapMemory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HomeWizardSourceTest {
    private static final String TELEGRAM = "/ABC5\r\n\r\n!1234\r\n";
    private static final String MINE = "5c2faf000001";

    private final MapMemory memory = new MapMemory();
    private final Map<String, String> facts = memory.kept;
    private final AtomicInteger searches = new AtomicInteger();
    private volatile List<HomeWizardDongle> announced = List.of();
    private volatile String identity = "{\"product_type\": \"HWE-P1\", \"serial\": \"" + MINE + "\"}";
    @AutoClose
    private FakeDongle dongle;

    @BeforeEach
    void start() throws IOException {
        dongle = new FakeDongle(asked -> Answer.of(asked.getRequestURI().getPath().equals("/api") ? identity : TELEGRAM));
    }

    private HomeWizardSource source() {
        return new HomeWizardSource(null, memory, () -> {
            searches.incrementAndGet();
            return announced;
        }, 443, PinnedAuthority.homeWizardCertificate(), new FakeClock()::nanos);
    }

    private HomeWizardDongle open(String serial, String host) {
        return new HomeWizardDongle(serial, host, false, true);
    }

    @Test
    void theOneDongleIsReadAndItsNewAddressIsFound() throws IOException {
        announced = List.of(open(MINE, dongle.host()));
        HomeWizardSource source = source();
        source.open();
        byte[] bytes = new byte[100];
        assertThat(new String(bytes, 0, source.read(bytes, 1_000), StandardCharsets.US_ASCII)).isEqualTo(TELEGRAM);
        assertThat(source.lineIdentity()).contains("homewizard " + MINE);
        source.close();

        source().open();
        assertThat(searches).as("its address is remembered").hasValue(1);
        facts.put("host", "127.0.0.1:1");
        HomeWizardSource moved = source();
        moved.open();
        assertThat(searches).hasValue(2);
        assertThat(moved.lineIdentity()).contains("homewizard " + MINE);
    }

    @Test
    void anotherDeviceUnderTheOldAddressIsNotRead() {
        facts.putAll(Map.of("serial", MINE, "host", dongle.host()));
        identity = "{\"serial\": \"5c2faf000002\"}";
        assertObstacle(source(), Condition.LINE_NOT_FOUND, "answers with the number 5c2faf000002, not as the HomeWizard dongle " + MINE,
                "write source=homewizard://" + dongle.host());
        identity = "{}";
        assertObstacle(source(), Condition.LINE_NOT_FOUND, "the HomeWizard dongle " + MINE + " does not answer");
        announced = List.of(open("5c2faf000002", dongle.host()));
        assertObstacle(source(), Condition.LINE_NOT_FOUND,
                "For another one write its line: source=homewizard://" + dongle.host() + " (5c2faf000002)");
    }

    /** An announcement can name any address; the device there has to have the number. */
    @Test
    void anAnnouncedDongleThatHasAnotherNumberIsNotRead() {
        announced = List.of(open(MINE, dongle.host()));
        identity = "<html>" + "x".repeat(10_000_000);
        assertObstacle(source(), Condition.LINE_ABSENT, "is not the HomeWizard dongle " + MINE);
        assertThat(facts).isEmpty();
    }

    /** HTML, nothing, and what only looks like the number. */
    @ParameterizedTest
    @ValueSource(strings = {"<html><body>Welcome</body></html>", "", "{}", "{\"serial\": \"\"}", "{\"serial\": 5}",
        "{\"serial\": \"5c2faf00000\"}", "{\"cereal\": \"5c2faf000001\"}"})
    void aDeviceThatDoesNotSayItsNumberIsNotRead(String answer) {
        announced = List.of(open(MINE, dongle.host()));
        identity = answer;
        assertObstacle(source(), Condition.LINE_ABSENT, "is not the HomeWizard dongle " + MINE);
        assertThat(facts).isEmpty();
    }

    /** The name is the owner's, and may be that of two. */
    @Test
    void amongTwoDonglesOfOneNameTheRememberedNumberDecides() throws IOException {
        facts.putAll(Map.of("serial", MINE, "host", "127.0.0.1:1"));
        announced = List.of(open("5c2faf000002", "127.0.0.1:2"), open(MINE, dongle.host()));
        HomeWizardSource source = source();
        source.open();
        assertThat(source.lineIdentity()).contains("homewizard " + MINE);
        assertThat(facts).containsEntry("host", dongle.host());
    }

    @Test
    void severalDonglesAreNamedWithTheLinesToWrite() {
        announced = List.of(open(MINE, "192.168.1.21"), open("5c2faf000002", "192.168.1.22"));
        assertObstacle(source(), Condition.LINE_SEVERAL, "several HomeWizard P1 dongles are in this network: write the line of one: "
                + "source=homewizard://192.168.1.21 (" + MINE + "), source=homewizard://192.168.1.22 (5c2faf000002)");
    }

    @Test
    void withoutADongleAndWithAClosedOneTheOwnerReadsWhatToDo() {
        assertObstacle(source(), Condition.LINE_NOT_FOUND, "no HomeWizard P1 dongle is found");
        announced = List.of(new HomeWizardDongle(MINE, dongle.host(), false, false));
        assertObstacle(source(), Condition.LINE_CLOSED, "switch Local API on in the HomeWizard app");
    }

    /** Version 2 is announced, but nothing answers there; what was paired is never asked by version 1. */
    @Test
    void aDongleThatDoesNotAnswerByVersion2AndWasNeverPairedIsAskedByVersion1() throws IOException {
        announced = List.of(new HomeWizardDongle(MINE, "127.0.0.1:1", true, false, dongle.host()));
        facts.putAll(Map.of("serial", MINE, "host", "127.0.0.1:1", "token", ""));
        assertObstacle(source(), Condition.LINE_ABSENT, "no answer from the HomeWizard dongle " + MINE);

        facts.clear();
        HomeWizardSource source = source();
        source.open();
        byte[] bytes = new byte[100];
        assertThat(new String(bytes, 0, source.read(bytes, 1_000), StandardCharsets.US_ASCII)).isEqualTo(TELEGRAM);
        assertThat(facts).containsEntry("serial", MINE).containsEntry("host", dongle.host()).doesNotContainKey("token");
    }

    /** A device at the remembered address that spends each answer's time: the driver ends a reader that hangs for 30 s. */
    @Test
    void aSlowAddressLeavesTheAnnouncementsToTheNextOpening() throws IOException {
        FakeClock clock = new FakeClock();
        announced = List.of(open(MINE, dongle.host()));
        facts.putAll(Map.of("serial", MINE, "host", "127.0.0.1:1"));
        HomeWizardSource source = new HomeWizardSource(null, memory, () -> announced, 443, PinnedAuthority.homeWizardCertificate(),
                () -> {
                    clock.pass(4_000);
                    return clock.nanos();
                });
        assertObstacle(source, Condition.LINE_ABSENT, "no answer from the HomeWizard dongle " + MINE + " at 127.0.0.1:1");
        source.open();
        assertThat(facts).containsEntry("host", dongle.host());
    }

    /** Only addresses of the local network are asked. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "192.168.1.21, 80, HWE-P1,   5c2faf000001, 192.168.1.21",
        "10.0.0.9,     81, HWE-P1,   5C2FAF000001, 10.0.0.9:81",
        "169.254.3.4,  80, HWE-P1,   5c2faf000001, 169.254.3.4",
        "127.0.0.1,    80, HWE-P1,   5c2faf000001, -",
        "8.8.8.8,      80, HWE-P1,   5c2faf000001, -",
        "0.0.0.0,      80, HWE-P1,   5c2faf000001, -",
        "224.0.0.251,  80, HWE-P1,   5c2faf000001, -",
        "fe80::1,      80, HWE-P1,   5c2faf000001, -",
        "192.168.1.99, 80, HWE-P1,   5c2faf000001, -",
        "192.168.1.21, 0,  HWE-P1,   5c2faf000001, -",
        "192.168.1.21, 80, HWE-KWH1, 5c2faf000001, -",
        "192.168.1.21, 80, -,        5c2faf000001, -",
        "192.168.1.21, 80, HWE-P1,   ../../x,      -",
        "192.168.1.21, 80, HWE-P1,   -,            -"})
    void anAnnouncementIsOfADongleInTheLocalNetwork(String address, int port, String product, String serial, String host) throws Exception {
        Map<String, String> texts = new HashMap<>();
        texts.put("product_type", product);
        texts.put("serial", serial);
        texts.put("api_enabled", "1");

        HomeWizardDongle announced = HomeWizardDongle.of("_hwenergy._tcp.local.", InetAddress.getByName(address), port, texts::get,
                List.of(InetAddress.getByName("192.168.1.99")));
        assertThat(announced == null ? null : announced.host()).isEqualTo(host);
    }
}
