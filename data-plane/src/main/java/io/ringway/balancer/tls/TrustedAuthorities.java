package io.ringway.balancer.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trusted authorities for servers, as they were read at one time.
 *
 * @param verifier verifies by them
 * @param count number of authorities, at least one
 */
record TrustedAuthorities(X509ExtendedTrustManager verifier, int count) {

  private static final Logger LOG = LoggerFactory.getLogger(TrustedAuthorities.class);

  /**
   * Reads the authorities.
   *
   * @param file in PEM; null stands for those that Java trusts
   * @throws IOException with a sentence for the operator when they cannot be used
   */
  static TrustedAuthorities read(@Nullable Path file, InstantSource clock) throws IOException {
    String whose = file == null ? "the authorities that Java trusts" : file.toString();
    try {
      X509ExtendedTrustManager verifier = verifier(file == null ? null : store(file, clock));
      int count = verifier.getAcceptedIssuers().length;
      if (count == 0) {
        throw new GeneralSecurityException("there are none");
      }
      LOG.info("{} authorities are trusted for servers: {}", count, whose);
      return new TrustedAuthorities(verifier, count);
    } catch (GeneralSecurityException e) {
      throw new IOException("Cannot use " + whose + ": " + e.getMessage() + ".", e);
    }
  }

  private static X509ExtendedTrustManager verifier(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager each : factory.getTrustManagers()) {
      if (each instanceof X509ExtendedTrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("this Java cannot verify certificates");
  }

  private static KeyStore store(Path from, InstantSource clock)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> trusted = new ArrayList<>();
    for (PemBlock block : PemBlock.read(from)) {
      if (block.isKey()) {
        throw new GeneralSecurityException(
            "it holds a private key, which does not belong among authorities");
      }
      if (block.isCertificate()) {
        trusted.add(block.certificate());
      }
    }
    if (trusted.isEmpty()) {
      throw new GeneralSecurityException("it holds no certificate in PEM");
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (X509Certificate each : trusted) {
      if (each.getNotAfter().toInstant().isBefore(clock.instant())) {
        LOG.warn(
            "The authority {} in {} has expired on {}.",
            each.getSubjectX500Principal(),
            from,
            each.getNotAfter().toInstant());
      }
      store.setCertificateEntry(Integer.toString(store.size()), each);
    }
    return store;
  }
}
