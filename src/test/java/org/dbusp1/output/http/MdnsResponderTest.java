package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.OwnPlace;
import org.dbusp1.base.state.InstallationSecret;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.server.Network;
import org.dbusp1.output.server.PortRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In a separate network, which nothing leaves, with python-zeroconf as an independent client. */
@Tag("slow")
@Timeout(120)
class MdnsResponderTest {
    private static final List<String> KINDS = List.of("_http._tcp.local.", "_hwenergy._tcp.local.");
    private static final String NETWORK = "ip link set lo up; ip link add v0 type veth peer name v1; "
            + "ip addr add 10.9.8.1/24 dev v0; ip link set v1 up; ip link set v0 up; ip route add 224.0.0.0/4 dev v0; ";

    @Test
    void theServerIsFoundByNameAndAsAMeter() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path browse = Path.of(MdnsResponderTest.class.getResource("browse.py").toURI());
        String script = NETWORK + "exec 3<&0; " + java + " -cp \"$CLASSES\" '" + AnnouncedMeter.class.getName()
                + "' <&3 >/dev/null & exec /usr/bin/python3 " + browse + " 10.9.8.1 " + String.join(" ", KINDS);
        ProcessBuilder builder = new ProcessBuilder(OwnPlace.namespaces("-rn", "sh", "-c", script))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("CLASSES", System.getProperty("java.class.path"));

        List<JsonNode> found = new ArrayList<>();
        List<JsonNode> afterEnd = new ArrayList<>();
        Process process = builder.start();
        try (OutputStream meter = process.getOutputStream(); BufferedReader lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                (areFound(found) ? afterEnd : found).add(json(line));
                if (areFound(found)) {
                    // The end of its input ends the meter while the browser still looks: the meter has to send its good-bye.
                    meter.close();
                }
            }
        }

        JsonNode web = one(found, "_http._tcp.local.");
        assertThat(web.path("server").asText()).isEqualTo("emeter.local.");
        assertThat(web.path("port").asInt()).isEqualTo(8099);
        assertThat(web.path("addresses").toString()).contains("10.9.8.1");
        JsonNode dongle = one(found, "_hwenergy._tcp.local.");
        assertThat(dongle.path("name").asText())
                .isEqualTo("p1meter-" + new HomeWizardApi(InstallationSecret.fixed()).serial(SampleMeter.KEY).substring(6) + "._hwenergy._tcp.local.");
        // Some clients take only hosts that are named as HomeWizard's own.
        assertThat(dongle.path("server").asText() + "_hwenergy._tcp.local.").isEqualToIgnoringCase(dongle.path("name").asText()
                .replace("._hwenergy", ".local._hwenergy"));
        assertThat(dongle.path("addresses").toString()).contains("10.9.8.1");
        assertThat(dongle.at("/properties/path").asText()).isEqualTo("/api/v1");
        assertThat(dongle.path("properties").fieldNames()).toIterable().contains("api_enabled", "serial", "product_name", "product_type");
        assertThat(afterEnd).anyMatch(line -> line.path("gone").asText().contains("_http._tcp"));
    }

    @Test
    void aNetworkThatVanishesIsOmitted() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(OwnPlace.namespaces("-rn", "sh", "-c", NETWORK + "exec " + java + " -cp \"$0\" \"$1\"",
                System.getProperty("java.class.path"), VanishingNetwork.class.getName())).redirectErrorStream(true).start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactly("/10.9.8.1", "null");
    }

    /** A separate process: a web server that is announced, until its input ends. */
    static final class AnnouncedMeter {
        private AnnouncedMeter() {
        }

        public static void main(String[] arguments) throws Exception {
            HttpOutput output = new HttpOutput(new HttpConfig(InetAddress.getByName("0.0.0.0"), PortRange.only(8099),
                    new HttpConfig.Access(null, Network.EVERYBODY), Web.NO_PRICES, true, null, List.of()), "1",
                    null, Web.context(new DriverState(OwnerChoices.none())));
            // Before the start: the service of the meter that is added later would take its time.
            output.snapshot(SampleMeter.usual().next());
            output.start();
            System.in.read();
            output.close();
        }
    }

    /** A separate process: the address of a network, and that after the network went. */
    static final class VanishingNetwork {
        private VanishingNetwork() {
        }

        public static void main(String[] arguments) throws Exception {
            NetworkInterface network = NetworkInterface.getByName("v0");
            System.out.println(MdnsResponder.address(network));
            new ProcessBuilder("ip", "link", "del", "v0").inheritIO().start().waitFor();
            System.out.println(MdnsResponder.address(network));
        }
    }

    private static JsonNode json(String line) throws IOException {
        return Web.JSON.readTree(line);
    }

    /** A server is announced again when its meter is known: one kind may be found, gone and found before the other. */
    private static boolean areFound(List<JsonNode> found) {
        return KINDS.stream().allMatch(kind -> found.stream().anyMatch(line -> line.path("kind").asText().equals(kind)));
    }

    private static JsonNode one(List<JsonNode> found, String kind) {
        assertThat(found).as("%s", found).anyMatch(line -> line.path("kind").asText().equals(kind));
        return found.stream().filter(line -> line.path("kind").asText().equals(kind)).findFirst().orElseThrow();
    }
}
