package io.ringway.balancer.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose word is taken for who a server is: that of the authorities in a file, or of those that Java
 * trusts. Makes the handshakes with servers; none goes without verification. New authorities judge
 * new connections. Safe for all threads.
 */
public final class ServerTrust {

  private static final Logger LOG = LoggerFactory.getLogger(ServerTrust.class);

  /** A session that is resumed is not verified again: for so many seconds. */
  private static final long SESSION_SECONDS = 300;

  private final @Nullable Path file;
  private final @Nullable FileChanges changes;
  private final SslProvider provider;
  private final InstantSource clock;
  private volatile @Nullable SslContext context;
  private volatile int authorities;

  private ServerTrust(@Nullable Path file, SslProvider provider, InstantSource clock) {
    this.file = file;
    this.changes = file == null ? null : new FileChanges(new CertificateFiles(file));
    this.provider = provider;
    this.clock = clock;
  }

  /** Trusts whom Java trusts; its list is read when the first server is to be spoken to. */
  public static ServerTrust ofJava(InstantSource clock) {
    return new ServerTrust(null, Rfc9325.provider(), clock);
  }

  /**
   * Trusts the authorities in a file.
   *
   * @throws IOException with a sentence for the operator when it cannot be used
   */
  public static ServerTrust open(Path file, InstantSource clock) throws IOException {
    return open(file, Rfc9325.provider(), clock);
  }

  static ServerTrust open(Path file, SslProvider provider, InstantSource clock) throws IOException {
    ServerTrust trust = new ServerTrust(file, provider, clock);
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

  /**
   * Reads the authorities again, now.
   *
   * @throws IOException with a sentence for the operator; then those from before stay in force
   */
  public synchronized void reload() throws IOException {
    if (file != null || context != null) {
      context = build(file);
    } // else Java's are not needed yet
  }

  /** Looks whether the file has changed, and reads it again. To be called every second or so. */
  public synchronized void look() {
    if (changes != null && changes.look()) {
      try {
        reload();
      } catch (IOException e) {
        LOG.error("{} The authorities from before stay in force.", e.getMessage());
      }
    }
  }

  /**
   * Makes sure that handshakes can be made.
   *
   * @throws IllegalStateException with a sentence for the operator when they cannot
   */
  public synchronized SslContext prepare() {
    SslContext ready = context;
    if (ready == null) {
      try {
        ready = build(file);
      } catch (IOException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
      context = ready;
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

  private SslContext build(@Nullable Path from) throws IOException {
    String whose = from == null ? "the authorities that Java trusts" : from.toString();
    try {
      X509ExtendedTrustManager judge = judge(from == null ? null : store(from));
      authorities = judge.getAcceptedIssuers().length;
      if (authorities == 0) {
        throw new GeneralSecurityException("there are none");
      }
      LOG.info("Servers are believed on the word of {} authorities: {}", authorities, whose);
      return Rfc9325.narrow(
              SslContextBuilder.forClient()
                  .sslProvider(provider)
                  .trustManager(new ServerCheck(judge, clock))
                  .endpointIdentificationAlgorithm("HTTPS")
                  .sessionTimeout(SESSION_SECONDS))
          .build();
    } catch (GeneralSecurityException e) {
      throw new IOException("Cannot use " + whose + ": " + e.getMessage() + ".", e);
    }
  }

  private static X509ExtendedTrustManager judge(@Nullable KeyStore store)
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

  private KeyStore store(Path from) throws IOException, GeneralSecurityException {
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
