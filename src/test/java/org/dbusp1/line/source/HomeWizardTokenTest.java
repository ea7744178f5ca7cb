package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.dbusp1.line.source.Obstacles.assertObstacle;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.dbusp1.Captured;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.line.source.FakeDongle.Answer;
import org.dbusp1.line.source.HttpSource.Endpoint;
import org.dbusp1.meter.Reading;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.SampleMeter;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The local API of version 2, against a dongle with TLS and a token. */
@Timeout(120)
class HomeWizardTokenTest {
    private static final String SERIAL = "5c2fafaabbcc";
    /** The first byte of each connection with TLS. */
    private static final int TLS_HANDSHAKE = 22;
    private static final byte[] TELEGRAM = SampleMeter.house("emucs171").next().reading().message().bytes();

    @TempDir
    private static Path certificates;

    @RegisterExtension
    private final Captured captured = new Captured();
    private final FakeClock clock = new FakeClock();
    private volatile byte[] telegram = TELEGRAM;
    private volatile int status = 200;
    /** What the dongle answers where it does not answer with the telegram. */
    private volatile String error = "user:unauthorized";
    /** Whether the owner has pressed its button. */
    private volatile boolean pressed;
    /** What it answers when its button was pressed and a token is asked for. */
    private volatile String pairing = "{\"token\": \"" + FakeDongle.TOKEN + "\", \"name\": \"local/dbus-p1\"}";
    private volatile int pairings;
    /** What it answers without encryption. */
    private volatile String identity = "{\"product_type\": \"HWE-P1\", \"serial\": \"" + SERIAL + "\"}";
    private volatile int statusByVersion1 = 200;
    @AutoClose
    private FakeDongle dongle;
    @AutoClose
    private HttpSource source;

    @BeforeAll
    static void makeCertificates() throws Exception {
        FakeDongle.certificates(certificates, "/CN=appliance\\/p1dongle\\/5c2fafaabbcc");
    }

    @BeforeEach
    void switchOn() throws Exception {
        dongle = new FakeDongle(certificates, this::answer);
        source = source(dongle.host(), FakeDongle.TOKEN, certificates);
    }

    /** Returns the answer of version 2 of the API, of which the dongle has only the telegram, and a token for who presses its button. */
    private Answer answer(HttpExchange request) {
        if (!"2".equals(request.getRequestHeaders().getFirst("X-Api-Version"))) {
            return Answer.of(400, "{\"error\": {\"code\": \"request:no-version\"}}");
        }
        if (request.getRequestURI().getPath().equals("/api/user")) {
            pairings++;
            return pressed ? Answer.of(pairing) : Answer.of(403, "{\"error\": {\"code\": \"user:creation-not-enabled\"}}");
        }
        boolean known = ("Bearer " + FakeDongle.TOKEN).equals(request.getRequestHeaders().getFirst("Authorization"));
        return known && status == 200 ? new Answer(200, telegram)
                : Answer.of(known ? status : 401, "{\"error\":{\"code\":\"" + error + "\"}}");
    }

    private HttpSource source(String host, String token, Path authority) throws IOException {
        return new HttpSource(Endpoint.homeWizard(host, token,
                PinnedAuthority.context(Files.readAllBytes(authority.resolve("ca.pem")), SERIAL)), clock, 60_000);
    }

    private byte[] read() throws IOException {
        byte[] into = new byte[16_384];
        return Arrays.copyOf(into, source.read(into, 1_000));
    }

    /** Its checksum, all its registers and its dialect included. */
    @Test
    void givesTheMetersOwnBytes() throws IOException {
        source.open();
        byte[] given = read();
        assertThat(given).isEqualTo(TELEGRAM);
        assertThat(dongle.asked).containsExactly("/api/telegram");
        List<Reading> readings = new TestPipeline().accept(new String(given, StandardCharsets.ISO_8859_1) + "\r\n").end().readings();
        assertThat(readings).singleElement().satisfies(reading ->
                assertThat(reading.meter()).isEqualTo(SampleMeter.house("emucs171").next().reading().meter()));
    }

    @Test
    void asksAboutOnceASecondAndTheSameTelegramAgainIsNoNews() throws IOException {
        source.open();
        assertThat(read()).isEqualTo(TELEGRAM);
        long begun = clock.nanos();
        while (clock.nanos() - begun < 60_000_000_000L) {
            assertThat(source.read(new byte[100], 100)).isZero();
        }
        assertThat(dongle.asked).hasSizeBetween(50, 65);
        telegram = "/ABC5\r\n\r\n!1234\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] news = read();
        assertThat(news.length > 0 ? news : read()).isEqualTo(telegram);
    }

    @Test
    void aTokenThatTheDongleDoesNotKnowIsRefused() throws IOException {
        HttpSource other = source(dongle.host(), "F".repeat(32), certificates);
        assertThatThrownBy(other::open).isInstanceOfSatisfying(SourceException.class, refused -> {
            assertThat(refused.condition()).isEqualTo(Condition.LINE_FORBIDDEN);
            assertThat(refused).hasMessageContaining("refuses the token").hasMessageNotContaining("FFFF");
        });
    }

    @ParameterizedTest
    @CsvSource({"403, switch its local API on", "404, Update its firmware"})
    void whyItRefusesAndWhatToDoIsReported(int status, String words) {
        this.status = status;
        assertObstacle(source, Condition.LINE_FORBIDDEN, words);
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefusedAndTheTokenIsNotSent(@TempDir Path others) throws Exception {
        FakeDongle.certificates(others, "/CN=appliance\\/p1dongle\\/5c2fafaabbcc");
        assertObstacle(source(dongle.host(), FakeDongle.TOKEN, others), Condition.LINE_UNSUITABLE, "is not signed by HomeWizard");
        assertThat(dongle.asked).isEmpty();
    }

    @Test
    void aCertificateOfTheAuthorityThatNamesNoDeviceIsRefused(@TempDir Path others) throws Exception {
        FakeDongle.certificates(others, "/CN=evil.example");
        try (FakeDongle evil = new FakeDongle(others, this::answer)) {
            HttpSource other = source(evil.host(), FakeDongle.TOKEN, others);
            assertThatThrownBy(other::open).isInstanceOf(SourceException.class).hasMessageContaining("it names another device");
            assertThat(evil.asked).isEmpty();
        }
    }

    /** Their fingerprint, as HomeWizard's own library and others have the certificate. */
    @Test
    void theMakersCertificateComesWithTheDriver() throws Exception {
        Certificate authority = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(PinnedAuthority.homeWizardCertificate()));
        assertThat(HexFormat.of().withUpperCase().formatHex(MessageDigest.getInstance("SHA-256").digest(authority.getEncoded())))
                .isEqualTo("4EC277E62033FAE8BC373E3F2A976676D3F665683873F1EA8E3BDF78AC680003");
        HttpSource usual = new HttpSource(Endpoint.homeWizard(dongle.host(), FakeDongle.TOKEN,
                PinnedAuthority.context(PinnedAuthority.homeWizardCertificate(), SERIAL)));
        assertThatThrownBy(usual::open).isInstanceOf(SourceException.class).hasMessageContaining("is not signed by HomeWizard");
        assertThat(dongle.asked).isEmpty();
    }

    private HomeWizardSource found(Map<String, String> facts, String serial) throws IOException {
        return new HomeWizardSource(null, new MapMemory(facts),
                () -> List.of(new HomeWizardDongle(serial, dongle.host(), true, false)), 443, Files.readAllBytes(certificates.resolve("ca.pem")), clock::nanos);
    }

    /** Also where the owner is slow, and where the dongle forgets the token later. */
    @Test
    void aTokenIsAskedForUntilTheOwnerPressesTheButton() throws IOException {
        Map<String, String> facts = new HashMap<>();
        HomeWizardSource paired = found(facts, "5c2fafaabbcc");
        for (int i = 0; i < 20; i++) {
            assertObstacle(paired, Condition.LINE_UNPAIRED,
                    "press the button of the HomeWizard dongle now (5c2fafaabbcc)");
        }
        assertThat(pairings).isEqualTo(20);
        pressed = true;
        paired.open();
        byte[] into = new byte[16_384];
        assertThat(Arrays.copyOf(into, paired.read(into, 1_000))).isEqualTo(TELEGRAM);
        found(facts, "5c2fafaabbcc").open();
        assertThat(pairings).as("the token is remembered").isEqualTo(21);

        pressed = false;
        facts.put("token", "F".repeat(32));
        assertObstacle(found(facts, "5c2fafaabbcc"), Condition.LINE_UNPAIRED, "press the button");
        assertThat(pairings).isEqualTo(22);
    }

    private HomeWizardSource announced(Map<String, String> facts, HomeWizardDongle... dongles) throws IOException {
        return new HomeWizardSource(null, new MapMemory(facts), () -> List.of(dongles), 443,
                Files.readAllBytes(certificates.resolve("ca.pem")), clock::nanos);
    }

    private Map<String, String> paired(String host) {
        return new HashMap<>(Map.of("serial", "5c2fafaabbcc", "host", host, "token", FakeDongle.TOKEN));
    }

    /** Any host can announce its number; the server counts what is not TLS, of which it speaks nothing. */
    @ParameterizedTest
    @ValueSource(strings = {FakeDongle.TOKEN, ""})
    void aPairedDongleIsNeverReadWithoutEncryption(String token) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger hellos = new AtomicInteger();
        try (ServerSocket forged = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
            Thread accepting = new Thread(() -> {
                while (!forged.isClosed()) {
                    try (Socket client = forged.accept()) {
                        (client.getInputStream().read() == TLS_HANDSHAKE ? hellos : asked).incrementAndGet();
                    } catch (IOException e) {
                        // The client or the test has ended.
                    }
                }
            }, "forged dongle");
            accepting.setDaemon(true);
            accepting.start();
            String host = "127.0.0.1:" + forged.getLocalPort();
            Map<String, String> facts = paired("127.0.0.1:1");
            facts.put("token", token);
            Map<String, String> before = Map.copyOf(facts);
            HomeWizardSource found = announced(facts, new HomeWizardDongle("5c2fafaabbcc", host, false, true));
            for (int i = 0; i < 5; i++) {
                assertObstacle(found, Condition.LINE_UNPROTECTED, "announced without encryption at " + host + ": it is not read so");
            }
            facts.put("host", host);
            assertObstacle(found, Condition.LINE_UNPROTECTED, "write source=homewizard://ADDRESS with its own address");
            facts.put("host", "127.0.0.1:1");
            assertThat(facts).isEqualTo(before);
            assertThat(hellos).as("with encryption it is asked").hasPositiveValue();
            assertThat(asked).hasValue(0);
        }
    }

    /** The announcement of version 2 is lost: the other one gives the new address. */
    @Test
    void thePairedDongleIsReadAtTheAddressOfAnAnnouncementOfVersionOne() throws IOException {
        Map<String, String> facts = paired(dongle.host().replace("127.0.0.1", "127.0.0.9"));
        HomeWizardSource found = announced(facts, new HomeWizardDongle("5c2fafaabbcc", "127.0.0.1", false, true));
        found.open();
        byte[] into = new byte[16_384];
        assertThat(Arrays.copyOf(into, found.read(into, 1_000))).isEqualTo(TELEGRAM);
        assertThat(facts).isEqualTo(paired(dongle.host()));
    }

    /** A dongle that was reset asks for its button where it is. */
    @Test
    void aDongleThatWasResetIsPairedAgainByItsButton() throws IOException {
        Map<String, String> facts = paired(dongle.host());
        facts.put("token", "F".repeat(32));
        HomeWizardSource found = announced(facts);
        assertObstacle(found, Condition.LINE_NOT_FOUND, "does not answer");
        assertObstacle(found, Condition.LINE_UNPAIRED, "press the button");
        pressed = true;
        found.open();
        assertThat(facts).isEqualTo(paired(dongle.host()));
    }

    /** Only what the API documents as an unknown token. */
    @ParameterizedTest
    @CsvSource({"403, user:unauthorized", "404, user:unauthorized", "401, request:invalid", "500, user:unauthorized"})
    void aRefusalThatIsNotAboutTheTokenKeepsIt(int status, String error) throws IOException {
        Map<String, String> facts = paired(dongle.host());
        HomeWizardSource found = announced(facts, new HomeWizardDongle("5c2fafaabbcc", dongle.host(), true, false));
        this.status = status;
        this.error = error;
        assertThat(catchThrowableOfType(SourceException.class, found::open)).isNotNull();
        assertThat(facts).isEqualTo(paired(dongle.host()));
        this.status = 200;
        found.open();
        assertThat(pairings).isZero();
    }

    /** HTML, nothing, more than a dongle sends, and what only looks like a token. */
    @ParameterizedTest
    @ValueSource(strings = {"<html>\"token\"</html>", "", "LONG", "\"token\": \"0123\"", "\"token\": null"})
    void whatIsNoTokenIsNotStored(String answer) throws IOException {
        pressed = true;
        pairing = answer.replace("LONG", " ".repeat(10_000_000) + pairing);
        Map<String, String> facts = new HashMap<>();
        assertObstacle(found(facts, "5c2fafaabbcc"), Condition.LINE_ABSENT, "no answer from the HomeWizard dongle 5c2fafaabbcc");
        assertThat(facts).isEmpty();
    }

    @Test
    void theTokenIsInAFileThatOnlyTheDriverCanReadAndInNoMessage(@TempDir Path state) throws IOException {
        Path file = state.resolve("dongle.properties");
        FileStateStore store = new FileStateStore(file, "which dongle is read, and its token");
        HomeWizardSource paired = new HomeWizardSource(null, store,
                () -> List.of(new HomeWizardDongle("5c2fafaabbcc", dongle.host(), true, false)), 443,
                Files.readAllBytes(certificates.resolve("ca.pem")), clock::nanos);
        pressed = true;
        paired.open();
        assertThat(file).content().contains(FakeDongle.TOKEN);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(paired.description() + paired.name() + paired.lineIdentity()).doesNotContain(FakeDongle.TOKEN);
        dongle.close();
        assertThat(catchThrowableOfType(SourceException.class, paired::open).getMessage()).doesNotContain(FakeDongle.TOKEN);
        assertThat(captured.err() + captured.out()).doesNotContain(FakeDongle.TOKEN);
    }

    /** An owner at the dongle has neither a screen nor a shell. */
    @Test
    void afterTenMinutesADongleIsAskedAgainOnlyAfterARestartOrWhenItWasUnplugged() throws IOException {
        Map<String, String> facts = new HashMap<>();
        AtomicBoolean plugged = new AtomicBoolean(true);
        HomeWizardSource unpaired = new HomeWizardSource(null, new MapMemory(facts), () -> plugged.get()
                ? List.of(new HomeWizardDongle("5c2fafaabbcc", dongle.host(), true, false)) : List.of(), 443,
                Files.readAllBytes(certificates.resolve("ca.pem")), clock::nanos);
        assertObstacle(unpaired, Condition.LINE_UNPAIRED, "press the button");
        clock.pass(600_000);
        assertObstacle(unpaired, Condition.LINE_UNPAIRED, "press the button");
        clock.pass(1);
        for (int i = 0; i < 20; i++) {
            assertObstacle(unpaired, Condition.LINE_PAIRING_ENDED, "unplug it for a minute, or restart dbus-p1");
        }
        assertThat(pairings).isEqualTo(2);

        plugged.set(false);
        assertObstacle(unpaired, Condition.LINE_NOT_FOUND, "no HomeWizard P1 dongle is found");
        plugged.set(true);
        assertObstacle(unpaired, Condition.LINE_PAIRING_ENDED, "unplug it");
        plugged.set(false);
        assertObstacle(unpaired, Condition.LINE_NOT_FOUND, "no HomeWizard P1 dongle is found");
        assertObstacle(unpaired, Condition.LINE_NOT_FOUND, "no HomeWizard P1 dongle is found");
        plugged.set(true);
        assertObstacle(unpaired, Condition.LINE_UNPAIRED, "press the button");
        assertObstacle(found(facts, "5c2fafaabbcc"), Condition.LINE_UNPAIRED, "press the button");
        assertThat(pairings).isEqualTo(4);
    }

    /** Another device of the maker has another certificate. */
    @Test
    void aDongleWithAnotherNumberGetsNeitherTokenNorQuestion() throws IOException {
        assertObstacle(found(new HashMap<>(), "5c2faf000002"), Condition.LINE_UNSUITABLE, "is not signed by HomeWizard");
        assertThat(pairings).isZero();
    }

    /** The maker's authority is pinned with the number, so a device under the old address gets no token. */
    @Test
    void underTheOldAddressAnotherDongleOrAuthorityGetsNoToken(@TempDir Path others) throws Exception {
        FakeDongle.certificates(others, "/CN=appliance\\/p1dongle\\/5c2fafaabbcc");
        try (FakeDongle forged = new FakeDongle(others, this::answer)) {
            for (Map<String, String> old : List.of(
                    Map.of("serial", "5c2fafaabbcc", "host", forged.host(), "token", FakeDongle.TOKEN),
                    Map.of("serial", "5c2faf000002", "host", dongle.host(), "token", FakeDongle.TOKEN))) {
                Map<String, String> facts = new HashMap<>(old);
                assertObstacle(found(facts, "5c2faf000003"), Condition.LINE_NOT_FOUND,
                        "the HomeWizard dongle " + old.get("serial") + " does not answer");
                assertThat(facts).isEqualTo(old);
            }
            assertThat(forged.asked).isEmpty();
            assertThat(dongle.asked).isEmpty();
        }
    }

    /** Version 1 of the dongle, on a port of its own. */
    private FakeDongle unencrypted() throws IOException {
        return new FakeDongle(asked -> asked.getRequestURI().getPath().equals("/api") ? Answer.of(identity)
                : new Answer(statusByVersion1, TELEGRAM));
    }

    private HomeWizardSource at(FakeDongle address, Map<String, String> facts) throws IOException {
        return new HomeWizardSource(address.host(), new MapMemory(facts), () -> {
            throw new AssertionError("nothing is searched for");
        }, Integer.parseInt(dongle.host().replaceFirst(".*:", "")), Files.readAllBytes(certificates.resolve("ca.pem")), clock::nanos);
    }

    private static byte[] read(HomeWizardSource from) throws IOException {
        byte[] into = new byte[16_384];
        return Arrays.copyOf(into, from.read(into, 1_000));
    }

    @Test
    void theDongleAtTheOwnersAddressIsPairedByItsButtonToo() throws IOException {
        Map<String, String> facts = new HashMap<>();
        try (FakeDongle address = unencrypted()) {
            HomeWizardSource unpaired = at(address, facts);
            assertObstacle(unpaired, Condition.LINE_UNPAIRED, "press the button of the HomeWizard dongle now (" + SERIAL + ")");
            clock.pass(600_001);
            assertObstacle(unpaired, Condition.LINE_PAIRING_ENDED, "unplug it for a minute, or restart dbus-p1");
            pressed = true;
            HomeWizardSource paired = at(address, facts);
            paired.open();
            assertThat(read(paired)).isEqualTo(TELEGRAM);
            assertThat(facts).isEqualTo(paired(dongle.host()));
            assertThat(address.asked).as("without encryption only its number").containsOnly("/api");
            assertThat(paired.name()).isEqualTo(address.host().replace(':', '_'));

            address.asked.clear();
            at(address, facts).open();
            assertThat(address.asked).isEmpty();
            assertThat(pairings).isEqualTo(2);
            dongle.close();
            assertObstacle(at(address, facts), Condition.LINE_ABSENT);
            assertThat(address.asked).as("it is never read so again").isEmpty();
        }
    }

    /** Older firmware; the owner may need more than ten minutes to find the app. */
    @Test
    void theDongleAtTheOwnersAddressIsReadByVersionOneWhereItHasNoOther() throws IOException {
        dongle.close();
        try (FakeDongle address = unencrypted()) {
            HomeWizardSource old = at(address, new HashMap<>());
            statusByVersion1 = 403;
            assertObstacle(old, Condition.LINE_FORBIDDEN, "switch its local API on");
            clock.pass(600_001);
            assertObstacle(old, Condition.LINE_FORBIDDEN, "switch its local API on");
            statusByVersion1 = 200;
            old.open();
            assertThat(read(old)).isEqualTo(TELEGRAM);
            assertThat(old.lineIdentity()).contains("homewizard " + SERIAL);
        }
    }

    /** Also where the dongle that went had revoked its token. */
    @ParameterizedTest
    @ValueSource(strings = {FakeDongle.TOKEN, ""})
    void anotherDongleAtTheAddressOfAPairedOneIsAskedForATokenOfItsOwn(String token) throws IOException {
        Map<String, String> facts = paired("127.0.0.1:1");
        facts.put("serial", "5c2faf000002");
        facts.put("token", token);
        try (FakeDongle address = unencrypted()) {
            assertObstacle(at(address, facts), Condition.LINE_UNPAIRED, "press the button of the HomeWizard dongle now (" + SERIAL + ")");
            pressed = true;
            at(address, facts).open();
            assertThat(facts).isEqualTo(paired(dongle.host()));
            assertThat(address.asked).containsOnly("/api");
        }
    }

    /** Also in the opening in which it gave the token. */
    @Test
    void aDongleThatHasJustGivenATokenIsNotReadByVersionOne() throws IOException {
        status = 500;
        pressed = true;
        Map<String, String> facts = new HashMap<>();
        try (FakeDongle address = unencrypted()) {
            assertObstacle(at(address, facts), Condition.LINE_ABSENT, "no answer");
            assertThat(facts).containsEntry("token", FakeDongle.TOKEN);
            assertThat(address.asked).as("without encryption only its number").containsOnly("/api");
        }
    }

    @Test
    void whatIsNoDongleAtTheOwnersAddressIsReported() throws IOException {
        FakeDongle address = unencrypted();
        identity = "<html>Welcome</html>";
        assertObstacle(at(address, new HashMap<>()), Condition.LINE_UNSUITABLE,
                "the device at " + address.host() + " gives no number of a HomeWizard dongle: is it one?");
        address.close();
        assertObstacle(at(address, new HashMap<>()), Condition.LINE_ABSENT,
                "no answer from the dongle at " + address.host() + " (it accepts no connection): is it switched on");
        assertThat(pairings).isZero();
    }

    @Test
    void aDongleThatGoesAwayIsNoticed() throws IOException {
        source.open();
        assertThat(read()).isEqualTo(TELEGRAM);
        dongle.close();
        assertThatThrownBy(() -> {
            while (source.read(new byte[100], 1_000) >= 0) {
                continue;
            }
        }).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:1, it accepts no connection", "nowhere.invalid, no address is known for it"})
    void whyThereIsNoAnswerIsReported(String host, String reason) throws IOException {
        assertObstacle(source(host, FakeDongle.TOKEN, certificates), Condition.LINE_ABSENT,
                "no answer from the dongle at " + host + " (" + reason + "): ");
    }
}
