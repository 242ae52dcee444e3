package io.ringway.balancer.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority for tests. */
public final class MadeAuthority {

  private final Path store;
  private final MadeCertificate own;
  private int issued;

  private MadeAuthority(Path store, MadeCertificate own) {
    this.store = store;
    this.own = own;
  }

  /** Creates an authority that is not trusted yet. */
  public static MadeAuthority of(Path folder, String name) {
    Path store = MadeCertificate.newStore(folder);
    return new MadeAuthority(
        store, MadeCertificate.make(store, "authority", "EC", 30, name, "-ext", "bc:c"));
  }

  /** Returns its certificate as PEM. */
  public String pem() {
    return own.certificatePem();
  }

  /** Returns trust managers that trust only this authority. */
  TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", own.certificate());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  /**
   * Issues a certificate that is valid since two days ago.
   *
   * @param days its validity from then
   * @param names host names and addresses
   */
  public MadeCertificate issue(String algorithm, int days, String... names) {
    return MadeCertificate.make(
        store,
        "issued-" + issued++,
        algorithm,
        days,
        names[0],
        "-signer",
        "authority",
        "-ext",
        MadeCertificate.alternatives(names));
  }
}
