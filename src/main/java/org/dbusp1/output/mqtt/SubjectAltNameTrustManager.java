package org.dbusp1.output.mqtt;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts a certificate of the authorities only if its subjectAltName has a host name. The JDK, which then compares the name, would
 * otherwise accept the common name of a certificate without a host name in its subjectAltName (RFC 2818, 3.1), which RFC 9525, 2,
 * forbids. Only for a broker that is named by a host name: for an address the JDK itself never accepts the common name.
 */
final class SubjectAltNameTrustManager implements X509TrustManager {
    static final String NO_NAME = "no host name in the subjectAltName";
    /** The type of a dNSName, RFC 5280, 4.2.1.6. */
    private static final int DNS_NAME = 2;

    private final X509TrustManager authorities;

    private SubjectAltNameTrustManager(X509TrustManager authorities) {
        this.authorities = authorities;
    }

    /** @param authorities null for the authorities of the system */
    static TrustManagerFactory factory(@Nullable TrustManagerFactory authorities) {
        try {
            TrustManagerFactory trusted = authorities;
            if (trusted == null) {
                trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trusted.init((KeyStore) null);
            }
            TrustManager[] managers = Arrays.stream(trusted.getTrustManagers())
                    .map(manager -> new SubjectAltNameTrustManager((X509TrustManager) manager)).toArray(TrustManager[]::new);
            return new TrustManagerFactory(new TrustManagerFactorySpi() {
                @Override
                protected void engineInit(@Nullable KeyStore store) {
                    throw new UnsupportedOperationException("it has its authorities");
                }

                @Override
                protected void engineInit(ManagerFactoryParameters parameters) {
                    throw new UnsupportedOperationException("it has its authorities");
                }

                @Override
                protected TrustManager[] engineGetTrustManagers() {
                    return managers.clone();
                }
            }, trusted.getProvider(), trusted.getAlgorithm()) { };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the authorities of the system cannot be read", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        authorities.checkServerTrusted(chain, authType);
        Collection<List<?>> names = chain[0].getSubjectAlternativeNames();
        if (names == null || names.stream().noneMatch(name -> name.get(0).equals(DNS_NAME))) {
            throw new CertificateException(NO_NAME);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        authorities.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }
}
