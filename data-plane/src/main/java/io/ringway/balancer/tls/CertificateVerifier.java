package io.ringway.balancer.tls;

import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A trust manager that accepts a server whose certificate is valid now, is signed by a trusted
 * authority and is for the expected name. The JDK verifies (RFC 5280, RFC 9525); this adds the
 * missing checks and readable reasons. Any thread.
 */
final class CertificateVerifier extends X509ExtendedTrustManager {

  private static final Set<Integer> NAMES = Set.of(2, 7); // dNSName and iPAddress

  private final X509ExtendedTrustManager verifier;
  private final InstantSource clock;

  CertificateVerifier(X509ExtendedTrustManager verifier, InstantSource clock) {
    this.verifier = verifier;
    this.clock = clock;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    valid(chain[0]);
    try {
      verifier.checkServerTrusted(chain, type, engine);
    } catch (CertificateException e) {
      throw new UntrustedServerException(why(e, chain[0], engine.getPeerHost()), e);
    }
  }

  /** Checks the dates, since the JDK does not for a certificate that is itself trusted. */
  private void valid(X509Certificate own) throws UntrustedServerException {
    Instant now = clock.instant();
    if (own.getNotAfter().before(Date.from(now))) {
      throw new UntrustedServerException(
          "its certificate expired on " + own.getNotAfter().toInstant(), null);
    }
    if (own.getNotBefore().after(Date.from(now))) {
      throw new UntrustedServerException(
          "its certificate is not valid before " + own.getNotBefore().toInstant(), null);
    }
  }

  private static String why(CertificateException e, X509Certificate own, String name) {
    Throwable last = e;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    if (last instanceof CertPathBuilderException) {
      return "no trusted authority signed its certificate, which was issued by "
          + own.getIssuerX500Principal();
    }
    if (last.getClass() == CertificateException.class) { // the JDK's exception for names
      return "its certificate is for " + names(own) + " and not for " + name;
    }
    return "its certificate cannot be verified: " + last.getMessage();
  }

  private static String names(X509Certificate own) {
    Set<String> names = new TreeSet<>();
    try {
      Collection<List<?>> alternatives = own.getSubjectAlternativeNames();
      for (List<?> each : alternatives == null ? List.<List<?>>of() : alternatives) {
        if (NAMES.contains(each.get(0))) {
          names.add(String.valueOf(each.get(1)));
        }
      }
    } catch (CertificateParsingException e) {
      return "names that cannot be read";
    }
    return names.isEmpty() ? own.getSubjectX500Principal().toString() : String.join(", ", names);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw noEngine();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw noEngine();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw noEngine();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw noEngine();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw noEngine();
  }

  /** Returns the exception for a missing engine, without which there is no name to verify. */
  private static CertificateException noEngine() {
    return new CertificateException("only servers are verified here, and by their name");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return verifier.getAcceptedIssuers();
  }
}
