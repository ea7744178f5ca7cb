package org.dbusp1.output.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom a sealed connection trusts, and how it proves who we are.
 *
 * @param authorities trusted authorities; absent for those of the system
 * @param identity    our own certificate; absent where none is used
 */
public record Trust(Optional<TrustManagerFactory> authorities, Optional<KeyManagerFactory> identity) {
    /** The system's authorities, no certificate of our own. */
    public static final Trust SYSTEM = new Trust(Optional.empty(), Optional.empty());

    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> KEY_TYPES = List.of("RSA", "EC", "EdDSA");
    private static final char[] UNSEALED = new char[0];

    /**
     * Reads the authorities' certificates, PEM or DER.
     *
     * @throws UnusableFile when it holds none
     */
    public static TrustManagerFactory authorities(Path file) throws UnusableFile {
        try {
            KeyStore store = empty();
            int number = 0;
            for (Certificate certificate : certificates(file)) {
                store.setCertificateEntry("authority" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (IOException | GeneralSecurityException fault) {
            throw new UnusableFile(file, "a certificate", fault);
        }
    }

    /**
     * Reads our certificate, with what stands between it and its authority, and its key.
     *
     * @throws UnusableFile when they cannot be used
     */
    public static KeyManagerFactory identity(Path certificateFile, Path keyFile) throws UnusableFile {
        Collection<? extends Certificate> chain;
        try {
            chain = certificates(certificateFile);
        } catch (IOException | GeneralSecurityException fault) {
            throw new UnusableFile(certificateFile, "a certificate", fault);
        }
        try {
            KeyStore store = empty();
            store.setKeyEntry("dbus-p1", privateKey(keyFile), UNSEALED, chain.toArray(Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, UNSEALED);
            return factory;
        } catch (IOException | GeneralSecurityException fault) {
            throw new UnusableFile(keyFile, "a private key (PKCS #8, no passphrase; openssl pkcs8 -topk8 -nocrypt"
                    + " makes one of any other)", fault);
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, UNSEALED);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> all = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (all.isEmpty()) {
                throw new GeneralSecurityException("nothing of the kind is in it");
            }
            return all;
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        Matcher pem = PKCS8.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new GeneralSecurityException("nothing of the kind is in it");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(pem.group(1));
        } catch (IllegalArgumentException garbled) {
            throw new GeneralSecurityException("it is garbled", garbled);
        }
        for (String type : KEY_TYPES) {
            try {
                return KeyFactory.getInstance(type).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException another) {
                continue;
            }
        }
        throw new GeneralSecurityException("it is of none of the types " + String.join(", ", KEY_TYPES));
    }
}
