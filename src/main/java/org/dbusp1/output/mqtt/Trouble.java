package org.dbusp1.output.mqtt;

import com.hivemq.client.mqtt.exceptions.MqttDecodeException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import javax.net.ssl.SSLException;

/** Puts into words for the owner why there is no connection: what happened, and what to do. */
final class Trouble {
    /** How a trouble is known: by an exception or its message, anywhere in the chain of causes. */
    private record Sign(BiPredicate<Throwable, String> shown, String words) {
    }

    /** The first that fits counts. */
    private static final List<Sign> SIGNS = List.of(
            type(UnknownHostException.class, "there is no such host; check mqtt.url and the network's name server"),
            type(CertificateExpiredException.class, "the broker's certificate has expired; give it a new one"),
            type(CertificateNotYetValidException.class,
                    "the broker's certificate is not valid yet; check the clock of this machine"),
            text("PKIX path building failed", "nobody whom we trust has signed the broker's certificate; name its"
                    + " authority's certificate in mqtt.ca.file"),
            text("No subject alternative", "the broker's certificate is for another host; name the broker in mqtt.url"
                    + " as its certificate does"),
            text("No name matching", "the broker's certificate is for another host; name the broker in mqtt.url as its"
                    + " certificate does"),
            type(CertificateException.class, "the broker's certificate cannot be trusted"),
            text("certificate_required", "the broker wants a certificate of ours; set mqtt.cert.file and"
                    + " mqtt.key.file"),
            text("fatal alert: protocol_version", "it speaks neither TLS 1.3 nor 1.2; update it"),
            text("fatal alert", "the broker refuses to seal the connection with us; if it wants a certificate, check"
                    + " mqtt.cert.file and mqtt.key.file"),
            text("not an SSL/TLS record", "there is no TLS on this port; check mqtt.url: ssl:// is usually on 8883"),
            type(MqttDecodeException.class, "what answers there does not speak MQTT of this version; check mqtt.url and"
                    + " mqtt.version"),
            text("handshake timed out", "it does not answer; there may be no TLS on this port"),
            text("waiting for CONNACK", "it does not answer; it hangs, or is no MQTT broker"),
            text("connection timed out", "the host does not answer; check mqtt.url, the network and firewalls"),
            text("Connection refused", "nothing listens there; start the broker, or check mqtt.url"),
            type(ConnectException.class, "it cannot be reached; check mqtt.url and the network"),
            type(SSLException.class, "the connection cannot be sealed; is this the broker's port for TLS?"));

    private static final String LOGIN = "it does not let this user in; check mqtt.user and mqtt.password.file";
    /** By the names of reason codes, MQTT 3.1.1 and 5. */
    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("NOT_AUTHORIZED", LOGIN),
            Map.entry("BAD_USER_NAME_OR_PASSWORD", LOGIN),
            Map.entry("BANNED", "it has banned us; ask who runs it"),
            Map.entry("UNSUPPORTED_PROTOCOL_VERSION", "it does not speak this version; set mqtt.version to the other"),
            Map.entry("UNACCEPTABLE_PROTOCOL_VERSION", "it does not speak this version; set mqtt.version to the other"),
            Map.entry("CLIENT_IDENTIFIER_NOT_VALID", "it refuses our name; set another mqtt.client-id"),
            Map.entry("IDENTIFIER_REJECTED", "it refuses our name; set another mqtt.client-id"),
            Map.entry("SESSION_TAKEN_OVER", "another program uses our name; set mqtt.client-id different for each"),
            Map.entry("SERVER_UNAVAILABLE", "it is not available now"),
            Map.entry("SERVER_BUSY", "it is busy"),
            Map.entry("SERVER_SHUTTING_DOWN", "it is shutting down"),
            Map.entry("QUOTA_EXCEEDED", "our share of it is used up"),
            Map.entry("RETAIN_NOT_SUPPORTED", "it retains nothing; set mqtt.retain=false"),
            Map.entry("QOS_NOT_SUPPORTED", "it does not offer this quality of service; set mqtt.qos lower"));

    private Trouble() {
    }

    private static Sign type(Class<? extends Throwable> type, String words) {
        return new Sign((cause, message) -> type.isInstance(cause), words);
    }

    private static Sign text(String part, String words) {
        return new Sign((cause, message) -> message.contains(part), words);
    }

    /**
     * Why there is no connection.
     *
     * @param wasConnected whether there was one until now
     */
    static String ofConnection(Throwable why, boolean wasConnected, boolean tls) {
        Optional<String> known = reason(why).map(Trouble::ofReason).or(() -> SIGNS.stream()
                .filter(sign -> causes(why).stream().anyMatch(cause -> sign.shown().test(cause, message(cause))))
                .map(Sign::words).findFirst());
        return known.orElseGet(() -> wasConnected ? "the connection was lost (" + plain(why) + ")"
                : tls ? "it hangs up while the connection is being sealed; is this its port for TLS?"
                : "it hangs up before it answers; it may want TLS (ssl://), or be no MQTT broker");
    }

    /** Why something that we sent was not taken. */
    static String ofMessage(Throwable why) {
        return reason(why).filter(code -> code.equals("NOT_AUTHORIZED"))
                .map(code -> "we are not allowed to; give our user the right to it in the broker's access list")
                .orElseGet(() -> reason(why).map(Trouble::ofReason).orElseGet(() -> plain(why)));
    }

    private static String ofReason(String code) {
        return REASONS.getOrDefault(code, "it says " + code);
    }

    private static Optional<String> reason(Throwable why) {
        return causes(why).stream().map(Trouble::code).flatMap(Optional::stream).map(Enum::name).findFirst();
    }

    private static Optional<Enum<?>> code(Throwable cause) {
        if (cause instanceof Mqtt5ConnAckException refused) {
            return Optional.of(refused.getMqttMessage().getReasonCode());
        }
        if (cause instanceof Mqtt3ConnAckException refused) {
            return Optional.of(refused.getMqttMessage().getReturnCode());
        }
        if (cause instanceof Mqtt5PubAckException refused) {
            return Optional.of(refused.getMqttMessage().getReasonCode());
        }
        if (cause instanceof Mqtt5PubRecException refused) {
            return Optional.of(refused.getMqttMessage().getReasonCode());
        }
        // A client that hangs up by itself makes such an exception too; what it found is in the cause or the message.
        return cause instanceof Mqtt5DisconnectException ended && ended.getMessage().startsWith("Server sent")
                ? Optional.of(ended.getMqttMessage().getReasonCode()) : Optional.empty();
    }

    private static List<Throwable> causes(Throwable why) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = why; cause != null && causes.size() < 20; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static String plain(Throwable why) {
        List<Throwable> causes = causes(why);
        return message(causes.get(causes.size() - 1));
    }

    private static String message(Throwable cause) {
        return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
    }
}
