package org.dbusp1.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts the devices of one maker alone: their certificates are signed by the maker's authority and name the device
 * ("appliance/..."), not the address at which it is reached.
 */
final class PinnedAuthority extends X509ExtendedTrustManager {
    private static final String DEVICE = "appliance/";
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final X509TrustManager authority;

    private PinnedAuthority(X509TrustManager authority) {
        this.authority = authority;
    }

    /**
     * A context for connections to such devices.
     *
     * @param file the certificate of the maker's authority, PEM
     * @throws IOException when the file cannot be read or holds no certificate
     */
    static SSLContext context(Path file) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(opened(file))) {
                store.setCertificateEntry("authority " + count++, certificate);
            }
            if (count == 0) {
                throw new IOException("it holds no certificate");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            X509TrustManager pkix = Arrays.stream(factory.getTrustManagers()).filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast).findFirst().orElseThrow();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new PinnedAuthority(pkix)}, null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("it holds no usable certificate: " + unusable.getMessage(), unusable);
        }
    }

    /** Without the byte order mark of editors of Windows, which Java does not pass over. */
    private static InputStream opened(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int begin = Arrays.mismatch(bytes, BYTE_ORDER_MARK) == BYTE_ORDER_MARK.length ? BYTE_ORDER_MARK.length : 0;
        return new ByteArrayInputStream(bytes, begin, bytes.length - begin);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        authority.checkServerTrusted(chain, authType);
        String name = chain[0].getSubjectX500Principal().getName();
        if (!Arrays.stream(name.split(",")).anyMatch(part -> part.startsWith("CN=" + DEVICE))) {
            throw new CertificateException("the certificate names no device");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("no client is trusted");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authority.getAcceptedIssuers();
    }
}
