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
 * How handshakes with servers are made. Whose word is taken for who a server is: that of the
 * authorities in a file, or of those that Java trusts; no handshake goes without verification. And
 * the certificate that a server is shown which asks who speaks to it. What is read anew holds for
 * new connections. Safe for all threads.
 */
public final class ServerTrust {

  private static final Logger LOG = LoggerFactory.getLogger(ServerTrust.class);

  /** A session that is resumed is not verified again: for so many seconds. */
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
   * Trusts whom Java trusts, and shows nothing; Java's list is read when the first server is to be
   * spoken to.
   */
  public static ServerTrust ofJava(InstantSource clock) {
    return new ServerTrust(null, null, TlsParameters.provider(), clock);
  }

  /**
   * Trusts the authorities in a file, and shows nothing.
   *
   * @throws IOException with a sentence for the operator when it cannot be used
   */
  public static ServerTrust open(Path file, InstantSource clock) throws IOException {
    return open(file, null, clock);
  }

  /**
   * Trusts these authorities, and shows this certificate.
   *
   * @param file with the authorities; null stands for those that Java trusts
   * @param ownFile with the certificate and its private key, which may be in a file beside it that
   *     ends with {@code .key}; null for none
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

  /** The file with the authorities, or null where Java's are taken. */
  public @Nullable Path file() {
    return file;
  }

  /** How many authorities are trusted; 0 as long as nobody had to be. */
  public int authorities() {
    return authorities;
  }

  /** What servers are shown that ask for it, null for nothing. */
  public Certificates.@Nullable CertificateInfo clientCertificate() {
    ServedCertificate now = own;
    return now == null ? null : Certificates.CertificateInfo.of(now);
  }

  /**
   * Reads the authorities and the certificate again, now.
   *
   * @throws IOException with a sentence for the operator; then those from before stay in force
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

  /** Looks whether a file has changed, and reads all again. To be called every second or so. */
  public synchronized void reloadIfChanged() {
    boolean changed = false;
    for (FileChanges each : changes) {
      changed |= each.changed();
    }
    if (changed) {
      try {
        reload();
      } catch (IOException e) {
        LOG.error(
            "{} The authorities and the certificate from before stay in force.", e.getMessage());
      }
    }
  }

  /** Whether there are files to {@link #reloadIfChanged} at. */
  public boolean readsFiles() {
    return !changes.isEmpty();
  }

  /**
   * Makes sure that handshakes can be made.
   *
   * @throws IllegalStateException with a sentence for the operator when they cannot
   */
  public synchronized SslContext prepare() {
    SslContext ready = context;
    if (ready == null) {
      // Not for each of a thousand connections a second: files may be slow.
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
   * Makes one end of a connection to a server.
   *
   * @param name the host name or address that its certificate has to be for
   * @param port with the name, what sessions are resumed by
   * @param timeoutMillis how long the handshake may take
   */
  public SslHandler handshake(
      ByteBufAllocator allocator, String name, int port, long timeoutMillis) {
    SslContext current = context;
    SslHandler handler = (current == null ? prepare() : current).newHandler(allocator, name, port);
    if (!isAddress(name)) {
      // Netty itself does not name hosts without a dot, as those of containers are.
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
                .trustManager(new CertificateVerifier(trusted.judge(), clock))
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
    LOG.info(
        "Servers that ask are shown the certificate in {}, valid until {}", ownFile, read.ends());
    if (read.ends().isBefore(clock.instant())) {
      LOG.warn("The certificate in {} has expired on {}.", ownFile, read.ends());
    }
    return read;
  }
}
