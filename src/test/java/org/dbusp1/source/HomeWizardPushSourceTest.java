package org.dbusp1.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dbusp1.output.venus.TestBus.await;
import static org.dbusp1.source.Obstacles.assertObstacle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import org.dbusp1.source.SourceException.Obstacle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The local API of version 2, against a dongle of TLS and WebSocket. */
@Timeout(120)
class HomeWizardPushSourceTest {
    @TempDir
    private static Path certificates;

    private FakeDongle dongle;
    private HomeWizardPushSource source;

    @BeforeAll
    static void makeCertificates() throws Exception {
        FakeDongle.certificates(certificates, "/CN=appliance\\/p1dongle\\/5c2fafaabbcc");
    }

    @BeforeEach
    void switchOn() throws Exception {
        dongle = new FakeDongle(certificates);
        source = source(FakeDongle.TOKEN, certificates.resolve("ca.pem"));
    }

    @AfterEach
    void switchOff() {
        source.close();
        dongle.close();
    }

    private HomeWizardPushSource source(String token, Path authority) throws IOException {
        return new HomeWizardPushSource(dongle.host(), token, Files.readAllBytes(authority));
    }

    private static HomeWizardPushSource at(String host) throws IOException {
        return new HomeWizardPushSource(host, FakeDongle.TOKEN, Files.readAllBytes(certificates.resolve("ca.pem")));
    }

    @Test
    void logsInOrdersMeasurementsAndGivesEachAsATelegram() throws Exception {
        source.open();
        await("the order of measurements", () -> dongle.received.size() == 3);
        dongle.push(measurement(-543));
        assertThat(telegram()).contains("1-0:16.7.0(-543*W)").startsWith("/HWE5\\").endsWith("!\r\n");
        dongle.push("{\"type\":\"system\",\"data\":{\"wifi_ssid\":\"x\"}}");
        dongle.push(measurement(120));
        assertThat(telegram()).contains("1-0:16.7.0(120*W)");
        assertThat(dongle.received).contains("{\"type\":\"authorization\",\"data\":\"" + FakeDongle.TOKEN + "\"}",
                "{\"type\":\"subscribe\",\"data\":\"measurement\"}", "X-Api-Version: 2");
        assertThat(System.nanoTime() - source.readAt()).isNotNegative();
    }

    @Test
    void theSameMeasurementAgainIsNoNews() throws Exception {
        source.open();
        dongle.push(measurement(1));
        assertThat(telegram()).contains("(1*W)");
        dongle.push(measurement(1));
        dongle.push(measurement(1));
        dongle.push(measurement(2));
        assertThat(telegram()).contains("(2*W)");
    }

    @Test
    void aTokenThatTheDongleDoesNotKnowIsRefused() throws IOException {
        HomeWizardPushSource other = source("F".repeat(32), certificates.resolve("ca.pem"));
        assertThatThrownBy(other::open).isInstanceOfSatisfying(SourceException.class, refused -> {
            assertThat(refused.obstacle()).isEqualTo(Obstacle.FORBIDDEN);
            assertThat(refused).hasMessageContaining("user:unauthorized").hasMessageNotContaining("FFFF");
        });
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefusedAndTheTokenIsNotSent(@TempDir Path others) throws Exception {
        FakeDongle.certificates(others, "/CN=appliance\\/p1dongle\\/5c2fafaabbcc");
        HomeWizardPushSource other = source(FakeDongle.TOKEN, others.resolve("ca.pem"));
        assertObstacle(other, Obstacle.UNSUITABLE, "is not signed by HomeWizard");
        assertThat(dongle.received).noneMatch(line -> line.contains(FakeDongle.TOKEN));
    }

    @Test
    void aCertificateOfTheAuthorityThatNamesNoDeviceIsRefused(@TempDir Path others) throws Exception {
        FakeDongle.certificates(others, "/CN=evil.example");
        try (FakeDongle evil = new FakeDongle(others)) {
            HomeWizardPushSource other = new HomeWizardPushSource(evil.host(), FakeDongle.TOKEN,
                    Files.readAllBytes(others.resolve("ca.pem")));
            assertThatThrownBy(other::open).isInstanceOf(SourceException.class).hasMessageContaining("names no device");
            assertThat(evil.received).noneMatch(line -> line.contains(FakeDongle.TOKEN));
        }
    }

    /** Their fingerprint, as HomeWizard's own library and others have the certificate. */
    @Test
    void theMakersCertificateComesWithTheDriver() throws Exception {
        Certificate authority = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(PinnedAuthority.homeWizard()));
        assertThat(HexFormat.of().withUpperCase().formatHex(MessageDigest.getInstance("SHA-256").digest(authority.getEncoded())))
                .isEqualTo("4EC277E62033FAE8BC373E3F2A976676D3F665683873F1EA8E3BDF78AC680003");
        HomeWizardPushSource usual = new HomeWizardPushSource(dongle.host(), FakeDongle.TOKEN);
        assertThatThrownBy(usual::open).isInstanceOf(SourceException.class).hasMessageContaining("is not signed by HomeWizard");
    }

    @Test
    void aDongleThatGoesAwayIsNoticedAndFoundAgain() throws Exception {
        source.open();
        dongle.push(measurement(1));
        assertThat(telegram()).contains("(1*W)");
        dongle.disconnect();
        assertThatThrownBy(() -> {
            while (source.read(new byte[100], 100) >= 0) {
                continue;
            }
        }).isInstanceOf(IOException.class);
        source.close();
        source.open();
        dongle.push(measurement(3));
        assertThat(telegram()).contains("(3*W)");
    }

    @Test
    void aMessageThatIsTooLongIsNoMeasurementWithAHole() throws Exception {
        source.open();
        dongle.push("{\"type\":\"measurement\",\"data\":{\"power_w\":1" + " ".repeat(100_000) + "}}");
        assertThatThrownBy(this::telegram).isInstanceOf(IOException.class).hasMessageContaining("longer than");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:1, it accepts no connection", "nowhere.invalid, no address is known for it"})
    void whyThereIsNoAnswerIsReported(String host, String reason) throws IOException {
        assertObstacle(at(host), Obstacle.ABSENT, "no answer from the dongle at " + host + " (" + reason + "): ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:99999", "127.0.0.1:x", "fe80::1", "p1 meter", "p1_meter.local"})
    void whatIsNoAddressIsReportedInOneLine(String host) throws IOException {
        assertObstacle(at(host), Obstacle.UNSUITABLE, host + " is no host name: ");
    }

    private static String measurement(int watts) {
        return "{\"type\":\"measurement\",\"data\":{\"protocol_version\":50,\"power_w\":" + watts + ",\"energy_import_t1_kwh\":1.5}}";
    }

    private String telegram() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[64];
        while (all.size() < 3 || !all.toString(StandardCharsets.ISO_8859_1).endsWith("!\r\n")) {
            int count = source.read(piece, 200);
            assertThat(count).isNotNegative();
            all.write(piece, 0, count);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }
}
