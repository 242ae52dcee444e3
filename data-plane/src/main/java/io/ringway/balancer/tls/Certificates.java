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
 * The certificates in force. New ones are read and checked as a whole and then take the place of
 * the old ones for new connections; when one of them cannot be used, all the old ones stay. Safe
 * for all threads.
 */
public final class Certificates {

  /**
   * A certificate as an operator sees it.
   *
   * @param file where it was read from
   * @param names the host names that it is for
   * @param ends when it is no longer valid
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
   * Reads them for the first time.
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
   * Reads them again, now.
   *
   * @throws IOException with a sentence for the operator; then those from before stay in force
   */
  public synchronized void reload() throws IOException {
    inForce = read();
  }

  /** Looks whether files have changed, and reads them again. To be called every second or so. */
  public synchronized void reloadIfChanged() {
    if (!changes.changed()) {
      return;
    }
    try {
      reload();
    } catch (IOException e) {
      LOG.error("{} The certificates from before stay in force.", e.getMessage());
    }
  }

  /** Those in force, in the order of their files. */
  public List<CertificateInfo> served() {
    return inForce.certificates().stream().map(CertificateInfo::of).toList();
  }

  /**
   * Until when each name is served, with {@code *} for its first label or not. Clients that name no
   * host, or another one, are under the empty name.
   */
  public Map<String, Instant> ends() {
    return inForce.ends();
  }

  CertificateSet.Ready ready(@Nullable String host) {
    return inForce.ready(host);
  }
}
