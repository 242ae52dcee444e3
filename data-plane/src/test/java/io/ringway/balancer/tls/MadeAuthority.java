package io.ringway.balancer.tls;

import java.nio.file.Path;

/** An authority of a test: it vouches for the certificates that it issues. */
public final class MadeAuthority {

  private final Path store;
  private final MadeCertificate own;
  private int issued;

  private MadeAuthority(Path store, MadeCertificate own) {
    this.store = store;
    this.own = own;
  }

  /** Makes one that is trusted by nobody yet. */
  public static MadeAuthority of(Path folder, String name) {
    Path store = MadeCertificate.newStore(folder);
    return new MadeAuthority(
        store, MadeCertificate.make(store, "authority", "EC", 30, name, "-ext", "bc:c"));
  }

  /** Its certificate as PEM: whoever has it among the authorities trusts it. */
  public String pem() {
    return own.certificatePem();
  }

  /**
   * Issues a certificate that is valid since two days ago.
   *
   * @param days how long it lasts from then
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
