package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** A CA and certificates, made by openssl as owners make them. */
public final class Certificates {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String CA = "ca";
    private static final String CONFIG = """
            [ca]
            default_ca = test
            [test]
            database = index.txt
            new_certs_dir = .
            rand_serial = yes
            default_md = sha256
            policy = any
            unique_subject = no
            [any]
            commonName = supplied
            """;

    /** When a certificate is valid, in days from now. */
    public enum Validity {
        NOW(-1, 30), EXPIRED(-30, -1), NOT_YET(1, 30);

        private final int from;
        private final int to;

        Validity(int from, int to) {
            this.from = from;
            this.to = to;
        }
    }

    private final Path directory;

    /** A CA that is valid now. */
    public Certificates(Path directory) {
        this(directory, Validity.NOW);
    }

    Certificates(Path directory, Validity validity) {
        this.directory = directory;
        write("ca.cnf", CONFIG);
        write("index.txt", "");
        make(CA, "/CN=Test CA", "basicConstraints=critical,CA:TRUE", validity, CA);
    }

    public Path authority() {
        return certificate(CA);
    }

    /** A server's certificate, signed by the CA. */
    public Path server(String name, String host, Validity validity) {
        return make(name, "/CN=" + host, names(host), validity, CA);
    }

    /** A server's certificate with such a common name. @param extension as {@code subjectAltName=DNS:localhost} */
    Path named(String name, String common, String extension) {
        return make(name, "/CN=" + common, extension, Validity.NOW, CA);
    }

    /** A server's certificate that is its own CA. */
    Path selfSigned(String name, String host, Validity validity) {
        return make(name, "/CN=" + host, names(host), validity, name);
    }

    public Path client(String name, Validity validity) {
        return make(name, "/CN=" + name, "extendedKeyUsage=clientAuth", validity, CA);
    }

    /** The key of a certificate, in the form that openssl writes today, PKCS #8. */
    public Path key(String name) {
        return directory.resolve(name + ".key");
    }

    private Path certificate(String name) {
        return directory.resolve(name + ".crt");
    }

    private static String names(String host) {
        return "subjectAltName=" + (host.matches("[0-9.]+") ? "IP:" : "DNS:") + host;
    }

    /** One after the other: openssl has a list of what it has signed. */
    private synchronized Path make(String name, String subject, String extension, Validity validity, String issuer) {
        write(name + ".ext", extension + "\n");
        // A key of RSA takes openssl long.
        List<String> request = new ArrayList<>(List.of("req", "-newkey"));
        request.addAll(extension.endsWith("clientAuth") ? List.of("rsa:2048") : List.of("ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"));
        request.addAll(List.of("-nodes", "-subj", subject, "-keyout", name + ".key", "-out", name + ".csr"));
        openssl(request.toArray(String[]::new));
        List<String> sign = new ArrayList<>(List.of("ca", "-batch", "-notext", "-config", "ca.cnf", "-in",
                name + ".csr", "-extfile", name + ".ext", "-out", name + ".crt", "-keyfile", issuer + ".key",
                "-startdate", time(validity.from), "-enddate", time(validity.to)));
        sign.addAll(issuer.equals(name) ? List.of("-selfsign") : List.of("-cert", issuer + ".crt"));
        openssl(sign.toArray(String[]::new));
        return certificate(name);
    }

    private static String time(int days) {
        return TIME.format(Instant.now().plus(Duration.ofDays(days)));
    }

    private void write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void openssl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                    .redirectOutput(directory.resolve("openssl.log").toFile()).start();
            assertThat(process.waitFor()).as("%s: %s", command, Files.readString(directory.resolve("openssl.log"))).isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("tests of TLS need openssl", e);
        }
    }
}
