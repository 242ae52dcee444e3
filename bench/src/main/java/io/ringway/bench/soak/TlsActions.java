package io.ringway.bench.soak;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Requests over TLS, and certificates that are replaced while the balancers run. */
final class TlsActions {

  private static final int IN_FORCE_SECONDS = 15;
  private static final int LOOK_MILLIS = 300;
  private static final int READ_MILLIS = 10_000;

  private final SoakContext soak;
  private final SSLContext context;
  private BigInteger serial;

  /**
   * Creates the actions.
   *
   * @param shown the first certificate of the balancers
   */
  TlsActions(SoakContext soak, SelfSignedCertificate shown) {
    this.soak = soak;
    this.serial = shown.serial();
    try {
      context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anybody()}, null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has TLS.", e);
    }
  }

  List<Action> actions() {
    return List.of(
        new Action("requests over TLS", 3, this::ask),
        new Action("certificate replaced", 1, this::replace));
  }

  private void ask() throws IOException {
    for (int i = 0; i < soak.installation().balancers(); i++) {
      BigInteger seen = ask(i);
      if (!seen.equals(serial)) {
        throw new IOException("Another certificate is shown than the one in the file.");
      }
    }
  }

  private void replace() throws IOException, InterruptedException {
    SelfSignedCertificate fresh = SelfSignedCertificate.make(soak.installation().folder());
    fresh.write(soak.installation().certificate());
    serial = fresh.serial();
    for (int i = 0; i < soak.installation().balancers(); i++) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(IN_FORCE_SECONDS);
      while (!ask(i).equals(serial)) {
        if (System.nanoTime() > end) {
          throw new IOException("The new certificate is not shown after 15 s.");
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  /** Sends a request and returns the serial number of the certificate that was presented. */
  private BigInteger ask(int balancer) throws IOException {
    try (Socket plain = new Socket()) {
      plain.connect(
          new InetSocketAddress(
              InetAddress.ofLiteral(Ports.LOOPBACK.get(balancer)), soak.installation().tlsPort()),
          READ_MILLIS);
      plain.setSoTimeout(READ_MILLIS);
      try (SSLSocket socket =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(plain, SelfSignedCertificate.HOST, plain.getPort(), true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(SelfSignedCertificate.HOST)));
        socket.setSSLParameters(parameters);
        socket
            .getOutputStream()
            .write(
                "GET /orders/1 HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                    .formatted(SelfSignedCertificate.HOST)
                    .getBytes(US_ASCII));
        String response = new String(socket.getInputStream().readAllBytes(), US_ASCII);
        if (!response.startsWith("HTTP/1.1 200 ")) {
          throw new IOException("Over TLS: " + response);
        }
        X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        socket
            .getSession()
            .invalidate(); // the next handshake must present the certificate in effect then
        return shown.getSerialNumber();
      }
    }
  }

  /**
   * A trust manager that accepts any certificate. The test identifies it by its serial number,
   * because it is self-signed.
   */
  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
