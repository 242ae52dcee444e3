package io.ringway.balancer.tls;

import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates in force. New ones are read and checked as a whole, and then replace the old
 * ones for new connections. When one of them cannot be used, all old ones stay. Safe for all
 * threads.
 */
public final class Certificates {

  /**
   * The description of a certificate for an operator.
   *
   * @param file the file that it was read from
   * @param names the host names that it is for
   * @param ends the end of its validity
   * @param serial its serial number in hexadecimal
   */
  public record CertificateInfo(String file, Set<String> names, Instant ends, String serial) {

    static CertificateInfo of(ServedCertificate each) {
      return new CertificateInfo(
          each.file().toString(),
          each.names(),
          each.ends(),
          each.chain().getFirst().getSerialNumber().toString(16));
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  private final CertificateFiles files;
  private final SslProvider provider;
  private final InstantSource clock;
  private volatile CertificateSet inForce;
  private final FileChanges changes;

  private Certificates(CertificateFiles files, SslProvider provider, InstantSource clock)
      throws IOException {
    this.files = files;
    this.provider = provider;
    this.clock = clock;
    this.changes = new FileChanges(files);
    this.inForce = read();
  }

  /**
   * Reads the certificates for the first time.
   *
   * @param path a PEM file, or a folder of them
   * @throws IOException with a sentence for the operator when one of them cannot be used
   */
  public static Certificates open(Path path, InstantSource clock) throws IOException {
    return open(path, TlsParameters.provider(), clock);
  }

  static Certificates open(Path path, SslProvider provider, InstantSource clock)
      throws IOException {
    return new Certificates(new CertificateFiles(path), provider, clock);
  }

  private CertificateSet read() throws IOException {
    CertificateSet fresh = new CertificateSet(files.read(), provider);
    for (ServedCertificate each : fresh.certificates()) {
      if (each.ends().isBefore(clock.instant())) {
        LOG.warn("The certificate in {} has expired on {}.", each.file(), each.ends());
      }
    }
    LOG.info(
        "{} certificate(s) from {} are in force ({})",
        fresh.certificates().size(),
        files.path(),
        provider == SslProvider.JDK ? "JDK" : "BoringSSL");
    return fresh;
  }

  /**
   * Reads the certificates again, now.
   *
   * @throws IOException with a sentence for the operator; then the old ones stay in force
   */
  public synchronized void reload() throws IOException {
    inForce = read();
  }

  /** Reads the files again if they have changed. To be called about every second. */
  public synchronized void reloadIfChanged() {
    if (!changes.changed()) {
      return;
    }
    try {
      reload();
    } catch (IOException e) {
      LOG.error("{} The old certificates stay in force.", e.getMessage());
    }
  }

  /** Describes the certificates in force, in the order of their files. */
  public List<CertificateInfo> served() {
    return inForce.certificates().stream().map(CertificateInfo::of).toList();
  }

  /**
   * Returns the expiry for each name, which may begin with {@code *}. Clients without SNI, or with
   * an unknown name, have the empty name.
   */
  public Map<String, Instant> ends() {
    return inForce.ends();
  }

  CertificateSet.Ready ready(@Nullable String host) {
    return inForce.ready(host);
  }
}
