package io.ringway.balancer.exchange;

import io.ringway.balancer.forwarding.DebugToken;
import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.http.Limits;
import io.ringway.balancer.routing.ListenPort;
import io.ringway.balancer.tls.Certificates;
import io.ringway.balancer.tls.MadeCertificate;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.Listen;
import io.ringway.protocol.address.Networks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** A rig whose listeners have a port with TLS as well, and clients of that port. */
final class TlsPort implements AutoCloseable {

  /** The two kinds of ports with TLS, which behave alike. */
  enum Which {
    /** The port that goes with the main port. */
    BESIDE_MAIN,
    /** A port of a cluster's own. */
    OWN
  }

  final Rig rig;
  private final Which which;

  /** Opens it on a rig that routes nothing yet, or tries to without certificates. */
  TlsPort(Which which, Rig rig, @Nullable Certificates certificates) throws IOException {
    this.which = which;
    this.rig = rig;
    if (certificates != null) {
      rig.listeners.setCertificates(certificates);
    }
    switch (which) {
      case BESIDE_MAIN -> rig.listeners.bindTls(0);
      case OWN -> {
        rig.listen = new Listen(freePort(), true, List.of(), "/");
        rig.listeners.reconcile(Set.of(ListenPort.MAIN, new ListenPort(rig.listen.port(), true)));
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** One for clients without much time. */
  static TlsPort of(Which which, Transport.Kind kind, Certificates certificates, Networks prefaced)
      throws IOException {
    return new TlsPort(
        which,
        new Rig(
            kind,
            new HttpRules(
                Limits.DEFAULT,
                new ClientTimeouts(700, 700, 60_000),
                TrustedProxies.NOBODY,
                DebugToken.NONE,
                prefaced,
                false,
                HttpRules.SPLICE_FROM)),
        certificates);
  }

  /** A file with one certificate, for clients that take any. */
  static Certificates anyCertificate(Path folder) throws IOException {
    Path file = folder.resolve("any.pem");
    Files.writeString(file, MadeCertificate.of(folder, "EC", 30, "any.example").pem());
    return Certificates.open(file, InstantSource.system());
  }

  /** Takes any certificate: which one it was is asked of the session. */
  private static final TrustManager ANY =
      new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
          return new X509Certificate[0];
        }
      };

  /** Its real number, or -1 when it is closed. */
  int number() {
    return switch (which) {
      case BESIDE_MAIN -> rig.listeners.tlsPort();
      case OWN -> rig.listeners.boundPort(rig.listen.port());
    };
  }

  /** A connection on which nothing was said yet. */
  Socket plain() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), number());
    socket.setSoTimeout(8_000);
    return socket;
  }

  /** TLS over a connection; no name asks for no host. */
  static SSLSocket over(Socket socket, String version, String name) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {ANY}, new SecureRandom());
    SSLSocket tls =
        (SSLSocket)
            context.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    if (!name.isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    tls.setSSLParameters(parameters);
    return tls;
  }

  SSLSocket connect(String version, String name) throws Exception {
    SSLSocket tls = over(plain(), version, name);
    tls.startHandshake();
    return tls;
  }

  SSLSocket connect() throws Exception {
    return connect("TLSv1.3", "");
  }

  /** Sends this and reads to the end. */
  static String exchange(Socket tls, String request) throws IOException {
    FakeServer.write(tls.getOutputStream(), request);
    return Rig.readAll(tls.getInputStream());
  }

  @Override
  public void close() {
    rig.close();
  }
}
