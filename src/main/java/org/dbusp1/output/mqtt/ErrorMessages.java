package org.dbusp1.output.mqtt;

import com.hivemq.client.mqtt.exceptions.MqttDecodeException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.dbusp1.base.SafeText;
import org.dbusp1.output.mqtt.MqttConfig.Broker;
import org.dbusp1.output.mqtt.ReconnectSchedule.Loss;
import org.jspecify.annotations.Nullable;

/** The messages for the owner when a connection or a request fails: the cause, and what to do. */
public final class ErrorMessages {
    /** An error, recognised by an exception in the chain of causes, or by the message of such an exception. */
    private record ErrorPattern(BiPredicate<Throwable, String> matches, String text, boolean lasts) {
        ErrorPattern lasting() {
            return new ErrorPattern(matches, text, true);
        }
    }

    /** The reason codes of a refused user. */
    private static final Set<String> USER_REFUSALS = Set.of("NOT_AUTHORIZED", "BAD_USER_NAME_OR_PASSWORD", "BANNED");
    private static final String NO_MQTT_5 =
            "the server does not speak MQTT 5; use a broker that does, such as mosquitto from 1.6 on, or check mqtt.url";

    private static final String UNREADABLE = "the server's answer cannot be read; raise its limit of a message,"
            + " such as message_size_limit of mosquitto, or restart or update the broker";
    /** The first matching pattern counts. */
    private static final List<ErrorPattern> KNOWN = List.of(
            type(UnknownHostException.class, "the host name is unknown; check mqtt.url and the network's name server"),
            type(CertificateExpiredException.class, "the broker's certificate has expired; install a new one on the broker"),
            type(CertificateNotYetValidException.class, "the broker's certificate is not valid yet; check the clock of this machine"),
            text("PKIX path", "the broker's certificate is not signed by a trusted CA; set mqtt.ca.file to the"
                    + " certificate of the broker's CA").lasting(),
            text("No subject alternative names present", "the broker's certificate has no subjectAltName, and for an address its"
                    + " common name does not count; make one with subjectAltName=IP:ADDRESS, or set a host name in mqtt.url").lasting(),
            text("No subject alternative|No name matching", "the broker's certificate is for another host; set the host in"
                    + " mqtt.url to the name in the certificate").lasting(),
            type(CertificateException.class, "the broker's certificate is not trusted; check mqtt.ca.file").lasting(),
            text("certificate_required", "the broker requires a client certificate; set mqtt.cert.file and mqtt.key.file"),
            text("fatal alert: certificate_expired", "the client certificate in mqtt.cert.file has expired; install a new one"),
            text("fatal alert: protocol_version", "the broker supports neither TLS 1.3 nor TLS 1.2; update the broker"),
            text("fatal alert", "the broker refuses the TLS connection; if it requires a client certificate, check"
                    + " mqtt.cert.file and mqtt.key.file"),
            text("not an SSL/TLS record", "there is no TLS on this port; check mqtt.url: ssl:// is usually on 8883"),
            text("maximum packet size", "the message is longer than this broker accepts; raise the limit of the broker"),
            type(MqttDecodeException.class, UNREADABLE),
            text("handshake timed out", "the server does not answer; check whether this port has TLS"),
            text("waiting for CONNACK", "the server has not answered for 10 s: is it a broker? check mqtt.url"),
            text("connection timed out", "the host does not answer; check mqtt.url, the network and firewalls"),
            text("Connection refused", "no program listens on this port; start the broker, or check mqtt.url"),
            type(ConnectException.class, "the host cannot be reached; check mqtt.url and the network"),
            type(SSLException.class, "the TLS connection fails; check whether this port has TLS"));

    private ErrorMessages() {
    }

    private static ErrorPattern type(Class<? extends Throwable> type, String text) {
        return new ErrorPattern((cause, message) -> type.isInstance(cause), text, false);
    }

    /** @param part a regular expression */
    private static ErrorPattern text(String part, String text) {
        return new ErrorPattern((cause, message) -> Pattern.compile(part).matcher(message).find(), text, false);
    }

    /** Returns a line with the broker that is not connected, and the reason. */
    public static String ofConnection(Broker broker, Loss loss) {
        Throwable cause = loss.cause();
        if (loss.unacknowledged() != null) {
            String code = reason(cause);
            return broker + ": each connection is lost before topic " + loss.unacknowledged().topic() + " is acknowledged; raise the"
                    + " broker's limit of a message, such as message_size_limit of mosquitto"
                    + (code == null ? "" : " (" + ofReason(code) + ")");
        }
        String explanation = !loss.wasConnected() && isUnreadable(cause) ? NO_MQTT_5 : explanation(cause);
        return broker + ": " + (explanation != null ? explanation : withoutReason(broker, loss));
    }

    /** Null if the cause has neither a reason code of the broker nor a known pattern. */
    private static @Nullable String explanation(Throwable cause) {
        String code = reason(cause);
        if (code != null) {
            return ofReason(code);
        }
        ErrorPattern pattern = known(cause);
        return pattern == null ? null : pattern.text();
    }

    private static boolean isUnreadable(Throwable why) {
        return causes(why).stream().anyMatch(MqttDecodeException.class::isInstance);
    }

    private static String withoutReason(Broker broker, Loss loss) {
        if (loss.contested()) {
            return "each connection is lost within seconds; another program probably uses the same client id; give"
                    + " each driver its own meter.id";
        }
        if (loss.wasConnected()) {
            return "the connection was lost (" + plain(loss.cause()) + ")";
        }
        return broker.tls() ? "the server closes the connection during the TLS handshake; check whether this port has TLS"
                : "the server closes the connection before it answers; check whether this port needs ssl:// in"
                + " mqtt.url, and whether it is an MQTT broker";
    }

    private static @Nullable ErrorPattern known(Throwable why) {
        return KNOWN.stream().filter(error -> causes(why).stream()
                .anyMatch(cause -> error.matches().test(cause, message(cause)))).findFirst().orElse(null);
    }

    /**
     * True if the broker refuses the user, or shows a certificate that is not trusted or is for another host: a retry does not help.
     * False for a certificate that has expired or is not valid yet, which may change without the owner.
     */
    static boolean isLasting(Throwable cause) {
        String code = reason(cause);
        ErrorPattern pattern = known(cause);
        return code != null && USER_REFUSALS.contains(code) || pattern != null && pattern.lasts();
    }

    /** Returns why the broker refused a message or a subscription. */
    public static String ofRequest(Throwable cause) {
        if ("NOT_AUTHORIZED".equals(reason(cause))) {
            return "the user has no right to it; add the right to the broker's access list";
        }
        String explanation = explanation(cause);
        return explanation != null ? explanation : plain(cause);
    }

    private static String ofReason(String code) {
        return switch (code) {
            case "NOT_AUTHORIZED", "BAD_USER_NAME_OR_PASSWORD" -> "the broker refuses this user; check mqtt.user and mqtt.password.file";
            case "BANNED" -> "the broker has banned this client; ask its administrator";
            case "UNSUPPORTED_PROTOCOL_VERSION" -> NO_MQTT_5;
            case "CLIENT_IDENTIFIER_NOT_VALID" -> "the broker refuses the client id; set another meter.id";
            case "SESSION_TAKEN_OVER" -> "another program uses the same client id; give each driver its own meter.id";
            case "SERVER_UNAVAILABLE" -> "the broker is not available now";
            case "SERVER_BUSY" -> "the broker is busy";
            case "SERVER_SHUTTING_DOWN" -> "the broker is shutting down";
            case "QUOTA_EXCEEDED" -> "the broker's limit for this client is reached";
            case "RETAIN_NOT_SUPPORTED" -> "the broker does not retain messages; use another broker";
            case "QOS_NOT_SUPPORTED" -> "the broker does not support this quality of service; use another broker";
            default -> "the broker's reason code is " + code;
        };
    }

    private static @Nullable String reason(Throwable cause) {
        return causes(cause).stream().map(ErrorMessages::code).filter(Objects::nonNull).map(Enum::name).findFirst().orElse(null);
    }

    private static @Nullable Enum<?> code(Throwable cause) {
        if (cause instanceof Mqtt5ConnAckException refused) {
            return refused.getMqttMessage().getReasonCode();
        }
        if (cause instanceof Mqtt5PubAckException refused) {
            return refused.getMqttMessage().getReasonCode();
        }
        // The client throws this exception also when it closes the connection itself; its message then begins otherwise.
        return cause instanceof Mqtt5DisconnectException ended && String.valueOf(ended.getMessage()).startsWith("Server sent")
                ? ended.getMqttMessage().getReasonCode() : null;
    }

    private static List<Throwable> causes(Throwable why) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = why; cause != null && causes.size() < 20; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static String plain(Throwable cause) {
        List<Throwable> causes = causes(cause);
        return SafeText.excerpt(message(causes.get(causes.size() - 1)));
    }

    private static String message(Throwable cause) {
        return Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    }
}
