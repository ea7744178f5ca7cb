package org.dbusp1.output.mqtt;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks a server's certificate as the JDK does, and its dates in addition. The JDK does not check the dates of a
 * certificate that is trusted itself (RFC 5280, 6.1: the trust anchor is no part of the path), so it would accept an
 * expired self-signed certificate and an expired CA for ever.
 */
final class ValidityCheck extends X509ExtendedTrustManager {
    private static final X509Certificate[] NONE = {};

    private final Optional<List<X509Certificate>> authorities;

    /** @param authorities the trusted certificates; empty for those of the system */
    ValidityCheck(Optional<List<X509Certificate>> authorities) {
        this.authorities = authorities.map(List::copyOf);
    }

    /** A factory that returns this trust manager. */
    TrustManagerFactory factory() {
        return new Factory(this);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        validDelegate(chain).checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        validDelegate(chain).checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        validDelegate(chain).checkServerTrusted(chain, authType);
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
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this program is a client only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.map(all -> all.toArray(X509Certificate[]::new)).orElse(NONE);
    }

    /** The JDK's check with the authorities that are valid now, once the server's own certificate is valid too. */
    private X509ExtendedTrustManager validDelegate(X509Certificate[] chain) throws CertificateException {
        chain[0].checkValidity();
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorities.isEmpty() ? null : store(valid(authorities.get())));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager delegate) {
                    return delegate;
                }
            }
            throw new CertificateException("this Java has no X.509 trust manager");
        } catch (CertificateException error) {
            throw error;
        } catch (IOException | GeneralSecurityException error) {
            throw new CertificateException(error);
        }
    }

    private static List<X509Certificate> valid(List<X509Certificate> authorities) throws CertificateException {
        List<X509Certificate> valid = new ArrayList<>();
        CertificateException invalid = null;
        for (X509Certificate authority : authorities) {
            try {
                authority.checkValidity();
                valid.add(authority);
            } catch (CertificateException expired) {
                invalid = expired;
            }
        }
        if (valid.isEmpty()) {
            throw new CertificateException(TlsSettings.AUTHORITY_NOT_VALID, invalid);
        }
        return valid;
    }

    private static KeyStore store(List<X509Certificate> authorities) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        for (X509Certificate authority : authorities) {
            store.setCertificateEntry("authority" + store.size(), authority);
        }
        return store;
    }

    private static final class Factory extends TrustManagerFactory {
        Factory(TrustManager manager) {
            super(new Spi(manager), null, "dates");
        }
    }

    private static final class Spi extends TrustManagerFactorySpi {
        private final TrustManager manager;

        Spi(TrustManager manager) {
            this.manager = manager;
        }

        @Override
        protected void engineInit(KeyStore store) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineInit(ManagerFactoryParameters parameters) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected TrustManager[] engineGetTrustManagers() {
            return new TrustManager[] {manager};
        }
    }
}
