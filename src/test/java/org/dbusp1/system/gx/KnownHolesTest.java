package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dbusp1.Ended;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests venus/build/known_holes.py against a server that answers as OSV's API documents it. */
@Tag("papers")
class KnownHolesTest {
    private static final String SBOM = """
            {"components": [{"purl": "pkg:maven/a/b@1"}, {"purl": "pkg:deb/debian/libc6@2.36?arch=armhf"}, {"purl": "pkg:npm/uplot@1.6"}]}
            """;

    @TempDir
    private Path folder;

    private HttpServer server;
    private String answer = "";
    private String asked = "";

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/querybatch", request -> {
            asked = new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            request.sendResponseHeaders(200, body.length);
            request.getResponseBody().write(body);
            request.close();
        });
        server.start();
        Files.writeString(folder.resolve("armv7.sbom.json"), SBOM);
        Files.writeString(folder.resolve("aarch64.sbom.json"), SBOM);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void eachLibraryIsAskedOnceAndItsHolesAreNamed() throws Exception {
        answer = "{\"results\": [{\"vulns\": [{\"id\": \"GHSA-1\"}, {\"id\": \"CVE-2\"}]}, {}]}";

        Ended ended = ask();

        assertThat(ended.output()).isEqualTo("  pkg:maven/a/b@1: GHSA-1 CVE-2\nOSV knows holes of 1 of 2 libraries\n");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(asked).isEqualTo("{\"queries\": [{\"package\": {\"purl\": \"pkg:maven/a/b@1\"}}, "
                + "{\"package\": {\"purl\": \"pkg:npm/uplot@1.6\"}}]}");
    }

    @Test
    void librariesWithoutHolesAreCounted() throws Exception {
        answer = "{\"results\": [{}, {}]}";

        assertThat(ask().output()).isEqualTo("OSV knows holes of 0 of 2 libraries\n");
    }

    /** A server that is no OSV, such as a login page of a hotel, has not said that there are none. */
    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{}", "[]", "{\"results\": [{}]}"})
    void anAnswerThatIsNoneIsNotNoHole(String other) throws Exception {
        answer = other;

        Ended ended = ask();

        assertThat(ended.output()).startsWith("OSV was not asked for holes in the libraries: ").hasLineCount(1);
        assertThat(ended.status()).isEqualTo(2);
    }

    @Test
    void withoutANetworkOneLineSaysSo() throws Exception {
        server.stop(0);

        Ended ended = ask();

        assertThat(ended.output()).startsWith("OSV was not asked for holes in the libraries: ").contains("refused").hasLineCount(1);
        assertThat(ended.status()).isEqualTo(2);
    }

    private Ended ask() throws Exception {
        return Ended.of(new ProcessBuilder("/usr/bin/python3", "-B", "venus/build/known_holes.py",
                "http://127.0.0.1:" + server.getAddress().getPort(), folder.resolve("aarch64.sbom.json").toString(),
                folder.resolve("armv7.sbom.json").toString()));
    }
}
