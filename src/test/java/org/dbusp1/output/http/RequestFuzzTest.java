package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.base.state.InstallationSecret;
import org.dbusp1.fuzz.Damage;
import org.dbusp1.fuzz.FairShare;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Archive;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.TestDriverState;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hostile bytes of a web client, through the codec to the answers: the same requests however the bytes are cut, each
 * within its limits, and no answer that the table of routes does not have. Nobody here knows the token.
 */
class RequestFuzzTest {
    @RegisterExtension
    static final FairShare SHARE = FairShare.of(0.1);

    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();
    private static final Set<Integer> STATUSES = Set.of(200, 204, 304, 400, 401, 403, 404, 405, 421, 503);
    private static final int MOST_HEADERS = 60;
    private static final int COPIES = 12;
    private static final List<String> GOOD = List.of(
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /api/now HTTP/1.1\r\nHost: 192.168.1.20:8099\r\nConnection: close\r\nAccept-Encoding: gzip\r\n\r\n"
                    + "GET /data.json HTTP/1.1\r\nHost: x\r\nOrigin: http://ha.local\r\n\r\n",
            "GET /api/history?table=hours&step=day&from=2026-01-01&to=2026-12-31 HTTP/1.1\r\nHost: emeter.local\r\n\r\n",
            "GET http://h:1/api/history.csv?table=minutes&from=%32026-03-29T02:30 HTTP/1.1\r\nhost: h:1\r\n\r\n",
            "PUT /api/v1/identify HTTP/1.1\r\nHost: h\r\nSec-Fetch-Site: same-origin\r\nOrigin: http://h\r\n\r\n",
            "OPTIONS /api/now HTTP/1.1\r\nHost: h\r\nOrigin: http://ha.local\r\n\r\n",
            "HEAD /metrics HTTP/1.0\r\nAuthorization: Basic eDp5\r\nX-Forwarded-For: 10.0.0.1, fe80::1\r\n\r\n",
            "POST /api HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");

    private static final Archive ROWS = (TestArchive) (table, step, from, to, rows) -> {
        rows.columns(TestArchive.columns("ts"));
        rows.row(List.of("1767222000"));
    };
    private static final Routes OPEN = routes(Web.ANYBODY);
    private static final Routes LOCKED = routes(Web.token("a token that no input has"));

    private static Routes routes(HttpConfig.Access access) {
        LiveStream live = new LiveStream(LiveState.start(Instant.now()),
                now -> NowJson.of(now, "[]", TestDriverState.empty(), new PublicTexts(() -> null), null), WebServer.LIMIT);
        Snapshot snapshot = SampleMeter.usual().next();
        live.publish(live.state().with(snapshot));
        RecentValues recent = new RecentValues();
        recent.add(snapshot);
        return new Routes(Web.settings(access), Web.VERSION, live, recent, ROWS, TestDriverState.empty(), new PublicTexts(() -> null),
                new HomeWizardApi(InstallationSecret.fixed()));
    }

    static Stream<Arguments> requests() {
        List<Arguments> all = new ArrayList<>();
        for (String request : GOOD) {
            byte[] bytes = request.getBytes(StandardCharsets.ISO_8859_1);
            all.add(Arguments.of((Object) bytes));
            Random random = new Random(request.hashCode());
            for (int copy = 0; copy < COPIES; copy++) {
                all.add(Arguments.of((Object) Damage.to(bytes, random)));
            }
        }
        return all.stream();
    }

    @MethodSource("requests")
    @FuzzTest
    void everyRequestIsAnsweredFromTheTableOrRefused(byte[] data) throws IOException {
        List<String> whole = new ArrayList<>();
        int accepted = 0;
        for (HttpRequest head : heads(data, data.length)) {
            Optional<Request> request = read(head, whole);
            if (request.isPresent()) {
                accepted++;
                check(request.get());
            }
        }
        List<String> pieces = new ArrayList<>();
        for (HttpRequest head : heads(data, 1)) {
            read(head, pieces);
        }
        assertThat(pieces).isEqualTo(whole);
        SHARE.count(data, accepted > 0);
    }

    /** Reads heads as the server does: up to the first that is refused. */
    private static List<HttpRequest> heads(byte[] data, int piece) {
        EmbeddedChannel channel = new EmbeddedChannel(WebServer.codec());
        List<HttpRequest> heads = new ArrayList<>();
        boolean ended = false;
        for (int at = 0; at < data.length && !ended; at += piece) {
            channel.writeInbound(Unpooled.copiedBuffer(data, at, Math.min(piece, data.length - at)));
            for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
                if (part instanceof HttpRequest head && !ended) {
                    heads.add(head);
                    ended = read(head, new ArrayList<>()).isEmpty();
                }
                ReferenceCountUtil.release(part);
            }
        }
        channel.finishAndReleaseAll();
        return heads;
    }

    /** @param seen gets the request, or the status of its refusal */
    private static Optional<Request> read(HttpRequest head, List<String> seen) {
        try {
            Request request = Request.of(head, CLIENT);
            seen.add(request.toString());
            return Optional.of(request);
        } catch (Request.RefusedException e) {
            assertThat(e.status()).isIn(400, 413, 431, 505);
            seen.add("refused " + e.status());
            return Optional.empty();
        }
    }

    private static void check(Request request) throws IOException {
        assertThat(request.method()).matches("[A-Z]{1,16}");
        assertThat(request.path()).matches("(/[!-~]*|\\*)").doesNotContain("?");
        assertThat(request.headers()).hasSizeLessThanOrEqualTo(MOST_HEADERS);
        assertThat(request.headers().values()).noneMatch(value -> value.matches("(?s).*[\r\n\0].*"));
        answer(OPEN, request);
        int locked = answer(LOCKED, request);
        assertThat(locked != 200 || request.path().equals("/healthz")).as("no answer without the token").isTrue();
    }

    private static int answer(Routes routes, Request request) throws IOException {
        try {
            Response answer = routes.apply(request);
            assertThat(answer.status()).isIn(STATUSES);
            assertThat(answer.headers().values()).noneMatch(value -> value.matches("(?s).*[\r\n].*"));
            if (!answer.isStream()) {
                answer.body().writeTo(OutputStream.nullOutputStream());
            }
            return answer.status();
        } catch (Request.RefusedException e) {
            assertThat(e.getMessage()).isNotBlank();
            return e.status();
        }
    }
}
