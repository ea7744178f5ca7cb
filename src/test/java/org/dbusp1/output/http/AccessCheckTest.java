package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dbusp1.output.http.HttpConfig.Access;
import org.dbusp1.output.server.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessCheckTest {
    private static final String TOKEN = "correct horse battery";

    private static int status(Access settings, String client, String... headers) throws Exception {
        AccessCheck access = new AccessCheck(settings);
        Map<String, String> given = new HashMap<>(Map.of("host", "192.168.1.5:8099"));
        for (int i = 0; i < headers.length; i += 2) {
            given.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
        }
        Request request = new Request("GET", "/", Map.of(), given, true, InetAddress.getByName(client));
        Response address = access.refuseAddress(request);
        Response refusal = address != null ? address : access.refuseTokenOrHost(request);
        return refusal == null ? 200 : refusal.status();
    }

    /** However many came before: a program repeats its old token after a change, and a token of 16 characters is not guessed. */
    @Test
    void eachWrongTokenIsRefusedAlikeAndTheRightOneNever() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(status(Web.token(TOKEN), "192.168.1.7", "Authorization", "Bearer wrong " + i)).isEqualTo(401);
        }
        assertThat(status(Web.token(TOKEN), "192.168.1.7")).as("without a token").isEqualTo(401);
        assertThat(status(Web.token(TOKEN), "192.168.1.7", "Authorization", "Bearer " + TOKEN)).isEqualTo(200);
    }

    @Test
    void theNetworkOfAClientOfAProxyOfThisMachineIsItsOwn() throws Exception {
        Access access = new Access(null, List.of(Network.parse("192.168.1.0/24").orElseThrow()));
        assertThat(status(access, "127.0.0.1", "X-Forwarded-For", "192.168.1.7")).isEqualTo(200);
        assertThat(status(access, "127.0.0.1", "X-Forwarded-For", "192.168.1.7, 10.0.0.9")).isEqualTo(403);
        assertThat(status(access, "127.0.0.1")).as("this machine").isEqualTo(200);
        assertThat(status(access, "10.0.0.9", "X-Forwarded-For", "192.168.1.7")).as("no proxy of this machine").isEqualTo(403);
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void takesTheTokenAsBearerOrAsPassword() throws Exception {
        Access access = Web.token(TOKEN);

        assertThat(status(access, "127.0.0.1", "Authorization", "Bearer " + TOKEN)).isEqualTo(200);
        assertThat(status(access, "127.0.0.1", "Authorization", basic("me:" + TOKEN))).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer correct", "Bearer correct horse battery staple", "Basic !!!",
            "Basic bWU6Y29ycmVjdA==", "Digest correct horse battery"})
    void refusesEverythingElse(String authorization) throws Exception {
        assertThat(status(Web.token(TOKEN), "127.0.0.1", "Authorization", authorization)).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"192.168.7.9,200", "10.0.0.1,403", "127.0.0.1,200", "fd12::7,200", "fe80::1,403", "::1,200", "::ffff:192.168.7.9,200"})
    void admitsNetworksOfBothFamilies(String client, int status) throws Exception {
        List<Network> networks = List.of(Network.parse("192.168.0.0/16").orElseThrow(), Network.parse("fd00::/8").orElseThrow());

        assertThat(status(new Access(null, networks), client)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8,10.255.0.1,true", "10.0.0.0/8,11.0.0.1,false", "10.1.2.3,10.1.2.3,true",
            "10.1.2.3,10.1.2.2,false", "0.0.0.0/0,8.8.8.8,true", "10.1.2.128/25,10.1.2.127,false",
            "10.1.2.128/25,10.1.2.129,true", "::/0,::5,true", "2001:db8::/33,2001:db8:8000::1,false"})
    void countsTheLeadingBits(String network, String client, boolean in) throws Exception {
        assertThat(Network.parse(network).orElseThrow().contains(InetAddress.getByName(client))).isEqualTo(in);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.0/33", "::/129", "10.0.0/x", "router", "router/24", "300.1.1.1/8", "1.2.3.4/-1"})
    void knowsWhatIsNoNetwork(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"192.168.1.5:8099,200", "[fd12::7]:8099,200", "localhost:8099,200", "emeter.local,200", "venus,200",
            "dbus-p1.fritz.box,200", "EMeter.LOCAL:8099,200", "Nas.Lan,200", "rebind.example.com,421", "127.0.0.1.example.com,421"})
    void withoutATokenItKnowsOnlyNamesOfTheHouse(String host, int status) throws Exception {
        assertThat(status(Web.ANYBODY, "127.0.0.1", "Host", host)).isEqualTo(status);
        assertThat(status(Web.token(TOKEN), "127.0.0.1", "Host", host, "Authorization", "Bearer " + TOKEN)).isEqualTo(200);
    }
}
