package org.dbusp1.line.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts only the devices of one maker: their certificates are signed by the maker's authority and name the device
 * ("appliance/..."), not the address at which it is reached.
 */
final class PinnedAuthority extends X509ExtendedTrustManager {
    private static final String DEVICE = "appliance/";

    private final X509TrustManager authority;
    private final String serial;

    private PinnedAuthority(X509TrustManager authority, String serial) {
        this.authority = authority;
        this.serial = serial.toLowerCase(Locale.ROOT);
    }

    /** @param serial number of the only device that is trusted @param certificates of the maker's authority, PEM */
    static SSLContext context(byte[] certificates, String serial) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(certificates))) {
                store.setCertificateEntry("authority " + count++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            X509TrustManager pkix = Arrays.stream(factory.getTrustManagers()).filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast).findFirst().orElseThrow();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new PinnedAuthority(pkix, serial)}, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no usable certificate of the maker's authority", e);
        }
    }

    /**
     * Returns the certificate of HomeWizard's authority "Appliance Access CA", valid until 16 December 2031, as HomeWizard's own
     * libraries have it.
     */
    static byte[] homeWizardCertificate() {
        try (InputStream in = PinnedAuthority.class.getResourceAsStream("homewizard-ca.pem")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("homewizard-ca.pem", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        authority.checkServerTrusted(chain, authType);
        String name = chain[0].getSubjectX500Principal().getName();
        if (!Arrays.stream(name.split(",")).anyMatch(part -> part.startsWith("CN=" + DEVICE)
                && part.toLowerCase(Locale.ROOT).endsWith(serial))) {
            throw new CertificateException("it names another device");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("no client is trusted");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authority.getAcceptedIssuers();
    }
}
