package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An authority and what it signs, made by openssl as owners make them. */
final class Certificates {
    private final Path directory;

    Certificates(Path directory) {
        this.directory = directory;
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Test authority",
                "-keyout", "ca.key", "-out", "ca.crt");
    }

    Path authority() {
        return directory.resolve("ca.crt");
    }

    /** A server's certificate, valid from now for some days; -1 for one that expired yesterday. */
    Path server(String name, String host, int days) {
        return signed(name, "/CN=" + host, "subjectAltName=" + (host.matches("[0-9.]+") ? "IP:" : "DNS:") + host, days);
    }

    Path client(String name) {
        return signed(name, "/CN=" + name, "extendedKeyUsage=clientAuth", 30);
    }

    /** Its key, in the form that openssl writes today, PKCS #8. */
    Path key(String name) {
        return directory.resolve(name + ".key");
    }

    private Path signed(String name, String subject, String extension, int days) {
        try {
            Files.writeString(directory.resolve(name + ".ext"), extension + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", subject, "-keyout", name + ".key", "-out",
                name + ".csr");
        openssl("x509", "-req", "-in", name + ".csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
                "-days", Integer.toString(days), "-extfile", name + ".ext", "-out", name + ".crt");
        return directory.resolve(name + ".crt");
    }

    void openssl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                    .redirectOutput(directory.resolve("openssl.log").toFile()).start();
            assertThat(process.waitFor()).as("%s, see %s", command, directory).isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("tests of TLS need openssl", e);
        }
    }
}
