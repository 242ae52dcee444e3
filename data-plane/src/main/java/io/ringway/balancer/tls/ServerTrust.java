package io.ringway.balancer.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trusted authorities and the client certificate for TLS to servers. Authorities come from a
 * file or from Java; every handshake verifies the server. Reloaded files apply to new connections.
 * Safe for all threads.
 */
public final class ServerTrust {

  private static final Logger LOG = LoggerFactory.getLogger(ServerTrust.class);

  /** The lifetime of sessions; a resumed session is not verified again. */
  private static final long SESSION_SECONDS = 300;

  private static final long READ_AGAIN_NANOS = 500_000_000L;

  private final @Nullable Path file;
  private final @Nullable Path ownFile;
  private final List<FileChanges> changes;
  private final SslProvider provider;
  private final InstantSource clock;
  private volatile @Nullable SslContext context;
  private volatile int authorities;
  private volatile @Nullable ServedCertificate own;

  // Guarded by this.
  private @Nullable IllegalStateException unprepared;
  private long unpreparedNanos;

  private ServerTrust(
      @Nullable Path file, @Nullable Path ownFile, SslProvider provider, InstantSource clock) {
    this.file = file;
    this.ownFile = ownFile;
    this.changes =
        Stream.of(file, ownFile)
            .filter(Objects::nonNull)
            .map(each -> new FileChanges(new CertificateFiles(each)))
            .toList();
    this.provider = provider;
    this.clock = clock;
  }

  /**
   * Trusts Java's authorities, without a client certificate. Java's list is read at the first
   * handshake.
   */
  public static ServerTrust ofJava(InstantSource clock) {
    return new ServerTrust(null, null, TlsParameters.provider(), clock);
  }

  /**
   * Trusts the authorities in a file, without a client certificate.
   *
   * @throws IOException with a sentence for the operator when it cannot be used
   */
  public static ServerTrust open(Path file, InstantSource clock) throws IOException {
    return open(file, null, clock);
  }

  /**
   * Trusts these authorities, with this client certificate.
   *
   * @param file with the authorities; null stands for those that Java trusts
   * @param ownFile with the client certificate and its private key, which may be in a file beside
   *     it that ends with {@code .key}; null for none
   * @throws IOException with a sentence for the operator when one cannot be used
   */
  public static ServerTrust open(@Nullable Path file, @Nullable Path ownFile, InstantSource clock)
      throws IOException {
    return open(file, ownFile, TlsParameters.provider(), clock);
  }

  static ServerTrust open(
      @Nullable Path file, @Nullable Path ownFile, SslProvider provider, InstantSource clock)
      throws IOException {
    ServerTrust trust = new ServerTrust(file, ownFile, provider, clock);
    trust.reload();
    return trust;
  }

  /** Returns the file with the authorities, or null for Java's. */
  public @Nullable Path file() {
    return file;
  }

  /** Returns the number of trusted authorities; 0 before the first use. */
  public int authorities() {
    return authorities;
  }

  /** Describes the client certificate, null for none. */
  public Certificates.@Nullable CertificateInfo clientCertificate() {
    ServedCertificate now = own;
    return now == null ? null : Certificates.CertificateInfo.of(now);
  }

  /**
   * Reads the authorities and the certificate again, now.
   *
   * @throws IOException with a sentence for the operator; then the old ones stay in force
   */
  public synchronized void reload() throws IOException {
    ServedCertificate read = readOwn();
    if (file != null || context != null) {
      use(read);
    } // else Java's authorities are not needed yet
    own = read;
  }

  private SslContext use(@Nullable ServedCertificate show) throws IOException {
    TrustedAuthorities trusted = TrustedAuthorities.read(file, clock);
    SslContext fresh = build(trusted, show);
    authorities = trusted.count();
    context = fresh;
    return fresh;
  }

  /** Reads all files again if one has changed. To be called about every second. */
  public synchronized void reloadIfChanged() {
    boolean changed = false;
    for (FileChanges each : changes) {
      changed |= each.changed();
    }
    if (changed) {
      try {
        reload();
      } catch (IOException e) {
        LOG.error("{} The old authorities and the old certificate stay in force.", e.getMessage());
      }
    }
  }

  /** Tells whether there are files to {@linkplain #reloadIfChanged reload}. */
  public boolean readsFiles() {
    return !changes.isEmpty();
  }

  /**
   * Prepares for handshakes.
   *
   * @throws IllegalStateException with a sentence for the operator when they cannot
   */
  public synchronized SslContext prepare() {
    SslContext ready = context;
    if (ready == null) {
      // Not at each of a thousand connections a second: reading files may be slow.
      IllegalStateException before = unprepared;
      if (before != null && System.nanoTime() - unpreparedNanos < READ_AGAIN_NANOS) {
        throw before;
      }
      try {
        ready = use(own);
      } catch (IOException e) {
        unpreparedNanos = System.nanoTime();
        unprepared = new IllegalStateException(e.getMessage(), e);
        throw unprepared;
      }
    }
    return ready;
  }

  /**
   * Creates the handler of a handshake with a server.
   *
   * @param name the host name or address that its certificate has to be for
   * @param port together with the name, the key for session resumption
   * @param timeoutMillis timeout of the handshake
   */
  public SslHandler handshake(
      ByteBufAllocator allocator, String name, int port, long timeoutMillis) {
    SslContext current = context;
    SslHandler handler = (current == null ? prepare() : current).newHandler(allocator, name, port);
    if (!isAddress(name)) {
      // Netty sends no SNI for hosts without a dot, such as those of containers.
      SSLParameters parameters = handler.engine().getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(name)));
      handler.engine().setSSLParameters(parameters);
    }
    handler.setHandshakeTimeoutMillis(timeoutMillis);
    return handler;
  }

  private static boolean isAddress(String name) {
    return NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
  }

  private SslContext build(TrustedAuthorities trusted, @Nullable ServedCertificate own)
      throws IOException {
    SslContextBuilder builder =
        TlsParameters.narrow(
            SslContextBuilder.forClient()
                .sslProvider(provider)
                .trustManager(new CertificateVerifier(trusted.verifier(), clock))
                .endpointIdentificationAlgorithm("HTTPS")
                .sessionTimeout(SESSION_SECONDS));
    try {
      return own == null ? builder.build() : builder.keyManager(own.key(), own.chain()).build();
    } catch (IllegalArgumentException e) {
      throw new IOException("Cannot use " + ownFile + ": " + e.getMessage() + ".", e);
    }
  }

  private @Nullable ServedCertificate readOwn() throws IOException {
    if (ownFile == null) {
      return null;
    }
    ServedCertificate read = ServedCertificate.read(ownFile);
    LOG.info("The client certificate for servers is {}, valid until {}", ownFile, read.ends());
    if (read.ends().isBefore(clock.instant())) {
      LOG.warn("The certificate in {} has expired on {}.", ownFile, read.ends());
    }
    return read;
  }
}
