package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dbusp1.output.http.HttpConfig.Access;
import org.dbusp1.server.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessCheckTest {
    private static final String TOKEN = "correct horse battery";

    private long nanos = 5;

    private static int status(Access access, String client, String... headers) throws Exception {
        return status(new AccessCheck(access, System::nanoTime), client, headers);
    }

    private static int status(AccessCheck access, String client, String... headers) throws Exception {
        Map<String, String> given = new HashMap<>(Map.of("host", "192.168.1.5:8099"));
        for (int i = 0; i < headers.length; i += 2) {
            given.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
        }
        Request request = new Request("GET", "/", Map.of(), given, true, InetAddress.getByName(client));
        Response address = access.refuseAddress(request);
        Response refusal = address != null ? address : access.refuseTokenOrHost(request);
        return refusal == null ? 200 : refusal.status();
    }

    private static int guess(AccessCheck access, String client, int number, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Authorization", "Bearer wrong " + number));
        return status(access, client, all.toArray(String[]::new));
    }

    @Test
    void wrongTokensOfAClientAreLimitedAndTheRightOneIsNot() throws Exception {
        AccessCheck access = new AccessCheck(Web.token(TOKEN), () -> nanos);
        for (int i = 0; i < AccessCheck.WrongTokens.MAX_AT_ONCE; i++) {
            assertThat(guess(access, "192.168.1.7", i)).isEqualTo(401);
        }

        assertThat(guess(access, "192.168.1.7", 99)).isEqualTo(429);
        assertThat(guess(access, "192.168.1.8", 99)).isEqualTo(401);
        assertThat(status(access, "192.168.1.7", "Authorization", "Bearer " + TOKEN)).as("the right one").isEqualTo(200);

        nanos += TimeUnit.SECONDS.toNanos(AccessCheck.WrongTokens.SECONDS_EACH);
        assertThat(guess(access, "192.168.1.7", 100)).isEqualTo(401);
        assertThat(guess(access, "192.168.1.7", 101)).isEqualTo(429);
    }

    @Test
    void noTokenAndTheSameWrongTokenAgainAreNoGuesses() throws Exception {
        AccessCheck access = new AccessCheck(Web.token(TOKEN), () -> nanos);
        for (int i = 0; i < 100; i++) {
            assertThat(guess(access, "192.168.1.7", 1)).isEqualTo(401);
            assertThat(status(access, "192.168.1.7")).isEqualTo(401);
        }
        assertThat(status(access, "192.168.1.7", "Authorization", "Bearer " + TOKEN)).isEqualTo(200);
    }

    @Test
    void clientsBehindAProxyOfThisMachineAreDistinguished() throws Exception {
        AccessCheck access = new AccessCheck(Web.token(TOKEN), () -> nanos);
        for (int i = 0; i < AccessCheck.WrongTokens.MAX_AT_ONCE; i++) {
            // What the client itself sent is before what the proxy adds.
            assertThat(guess(access, "127.0.0.1", i, "X-Forwarded-For", "10.9.9." + i + ", 192.168.1.7")).isEqualTo(401);
        }
        assertThat(guess(access, "127.0.0.1", 99, "X-Forwarded-For", "10.1.1.1, 192.168.1.7")).isEqualTo(429);
        assertThat(guess(access, "127.0.0.1", 99, "X-Forwarded-For", "192.168.1.8")).isEqualTo(401);
        assertThat(guess(access, "192.168.1.9", 99, "X-Forwarded-For", "192.168.1.7")).isEqualTo(401);
    }

    @Test
    void theNetworkOfAClientOfAProxyOfThisMachineIsItsOwn() throws Exception {
        Access access = new Access(null, List.of(Network.parse("192.168.1.0/24").orElseThrow()));
        assertThat(status(access, "127.0.0.1", "X-Forwarded-For", "192.168.1.7")).isEqualTo(200);
        assertThat(status(access, "127.0.0.1", "X-Forwarded-For", "192.168.1.7, 10.0.0.9")).isEqualTo(403);
        assertThat(status(access, "127.0.0.1")).as("this machine").isEqualTo(200);
        assertThat(status(access, "10.0.0.9", "X-Forwarded-For", "192.168.1.7")).as("no proxy of this machine").isEqualTo(403);
    }

    @Test
    void moreClientsThanPlacesShareOneAndAreForgottenLater() throws Exception {
        AccessCheck access = new AccessCheck(Web.token(TOKEN), () -> nanos);
        for (int i = 0; i < AccessCheck.WrongTokens.MAX_CLIENTS; i++) {
            assertThat(guess(access, "10.0." + i / 100 + "." + i % 100, i)).isEqualTo(401);
        }
        int refused = 0;
        for (int i = 0; i < 100; i++) {
            refused += guess(access, "10.1.0." + i, i) == 429 ? 1 : 0;
        }
        assertThat(refused).isEqualTo(100 - AccessCheck.WrongTokens.MAX_AT_ONCE);
        for (String client : List.of("10.2.0.1", "127.0.0.1", "10.1.0.99", "fd00::1")) {
            assertThat(status(access, client, "Authorization", "Bearer " + TOKEN)).as(client).isEqualTo(200);
        }

        nanos += TimeUnit.SECONDS.toNanos(AccessCheck.WrongTokens.SECONDS_EACH * AccessCheck.WrongTokens.MAX_AT_ONCE);
        assertThat(guess(access, "10.1.0.200", 7)).isEqualTo(401);
        assertThat(guess(access, "10.1.0.201", 8)).isEqualTo(401);
    }

    @Test
    void theAddressesOfOneNetworkOfIpv6AreOneClient() throws Exception {
        AccessCheck access = new AccessCheck(Web.token(TOKEN), () -> nanos);
        for (int i = 0; i < AccessCheck.WrongTokens.MAX_AT_ONCE; i++) {
            assertThat(guess(access, "2001:db8:0:7::" + Integer.toHexString(i + 1), i)).isEqualTo(401);
        }

        assertThat(guess(access, "2001:db8:0:7:ffff::1", 99)).isEqualTo(429);
        assertThat(guess(access, "2001:db8:0:8::1", 99)).isEqualTo(401);
        assertThat(guess(access, "127.0.0.1", 99, "X-Forwarded-For", "2001:db8:0:7::9")).isEqualTo(429);
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
