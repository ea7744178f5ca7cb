package org.dbusp1.output.mqtt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.OwnersFile;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of TLS connections.
 *
 * @param authorities may have signed the broker's certificate; null for the authorities of the system
 * @param clientCertificate this driver's certificate and key; null if the broker asks for no certificate
 */
public record TlsSettings(@Nullable TrustManagerFactory authorities, @Nullable KeyManagerFactory clientCertificate) {
    private static final Pattern PKCS8 = Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> KEY_TYPES = List.of("RSA", "EC", "EdDSA");
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final char[] NO_PASSPHRASE = new char[0];
    /** Largest number of bytes of a file; a file with all authorities of a system has a quarter of that. */
    private static final int MAX_FILE_BYTES = 1_000_000;

    /**
     * Reads CA certificates, PEM or DER. A self-signed certificate of the broker is its own CA. The dates of these certificates are not
     * checked: for Java they are trust anchors, which the owner named.
     *
     * @throws UnusableFileException when the file holds no certificate
     */
    public static TrustManagerFactory authorities(Path file) throws UnusableFileException {
        List<X509Certificate> trusted = certificates(file);
        try {
            KeyStore store = emptyStore();
            for (X509Certificate authority : trusted) {
                store.setCertificateEntry("authority" + store.size(), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (IOException | GeneralSecurityException e) {
            throw new UnusableFileException(file, "a certificate", e);
        }
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSPHRASE);
        return store;
    }

    /** Reads the client certificate of this driver, the certificates up to its CA, and its key. */
    public static KeyManagerFactory clientCertificate(Path certificateFile, Path keyFile) throws UnusableFileException {
        List<X509Certificate> chain = certificates(certificateFile);
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry("dbus-p1", privateKey(keyFile), NO_PASSPHRASE, chain.toArray(Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSPHRASE);
            return factory;
        } catch (IOException | GeneralSecurityException e) {
            throw new UnusableFileException(keyFile, "a private key (PKCS #8, no passphrase; \"openssl pkcs8 -topk8 -nocrypt\""
                    + " converts other forms)", e);
        }
    }

    private static List<X509Certificate> certificates(Path file) throws UnusableFileException {
        try {
            byte[] bytes = bytes(file);
            // Editors of Windows begin a text with a byte order mark, which Java does not skip.
            int begin = Arrays.mismatch(bytes, BYTE_ORDER_MARK) == BYTE_ORDER_MARK.length ? BYTE_ORDER_MARK.length : 0;
            List<X509Certificate> all = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes, begin, bytes.length - begin))
                    .stream().map(X509Certificate.class::cast).toList();
            if (all.isEmpty()) {
                throw new GeneralSecurityException("it holds none");
            }
            return all;
        } catch (IOException | GeneralSecurityException e) {
            throw new UnusableFileException(file, "a certificate", e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        byte[] bytes = OwnersFile.read(file, MAX_FILE_BYTES + 1);
        if (bytes.length > MAX_FILE_BYTES) {
            throw new IOException("it is larger than 1 MB");
        }
        return bytes;
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        Matcher pem = PKCS8.matcher(new String(bytes(file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new GeneralSecurityException("it holds none");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(pem.group(1));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("its base64 text is damaged", e);
        }
        for (String type : KEY_TYPES) {
            try {
                return KeyFactory.getInstance(type).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                continue;
            }
        }
        throw new GeneralSecurityException("its key type is not one of " + String.join(", ", KEY_TYPES));
    }

    /** The message has the reason, and the content that the file should have. */
    public static final class UnusableFileException extends Exception {
        private final transient Path file;

        UnusableFileException(Path file, String wanted, Exception cause) {
            super((cause instanceof IOException fault ? FileProblem.reading(fault).words() : cause.getMessage())
                    + "; it should hold " + wanted, cause);
            this.file = file;
        }

        public Path file() {
            return file;
        }
    }
}
