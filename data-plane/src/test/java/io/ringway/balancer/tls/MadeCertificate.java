package io.ringway.balancer.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A certificate with its key, made by the JDK's keytool. */
public record MadeCertificate(X509Certificate certificate, PrivateKey key) {

  private static final String PASSWORD = "changeit";

  /**
   * Creates a self-signed certificate, valid since two days ago, with the first name as its
   * subject.
   *
   * @param algorithm as {@code RSA}, {@code EC} or {@code Ed25519}
   * @param days its validity from then
   * @param names host names and addresses
   */
  public static MadeCertificate of(Path folder, String algorithm, int days, String... names) {
    return make(newStore(folder), "one", algorithm, days, names[0], "-ext", alternatives(names));
  }

  static Path newStore(Path folder) {
    try {
      return Files.createTempDirectory(folder, "made").resolve("store.p12");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String alternatives(String... names) {
    return "san="
        + Arrays.stream(names)
            .map(name -> (name.matches("[0-9.]+") ? "ip:" : "dns:") + name)
            .collect(Collectors.joining(","));
  }

  /** Runs keytool, which adds a key to this store. */
  static MadeCertificate make(
      Path store, String alias, String algorithm, int days, String name, String... more) {
    try {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  alias,
                  "-keyalg",
                  algorithm,
                  "-dname",
                  "CN=" + name,
                  "-startdate",
                  "-2d",
                  "-validity",
                  String.valueOf(days),
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  store.toString(),
                  "-storepass",
                  PASSWORD));
      command.addAll(List.of(more));
      Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(keytool.waitFor()).as(said).isZero();
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      return new MadeCertificate(
          (X509Certificate) keys.getCertificate(alias),
          (PrivateKey) keys.getKey(alias, PASSWORD.toCharArray()));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Returns the TLS context of a server with this certificate. */
  public SSLContext context() {
    return context(null);
  }

  /**
   * Returns the TLS context of a server with this certificate.
   *
   * @param trusted authority of client certificates, when the server requests them
   */
  public SSLContext context(@Nullable MadeAuthority trusted) {
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry("one", key, PASSWORD.toCharArray(), new Certificate[] {certificate});
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          factory.getKeyManagers(), trusted == null ? null : trusted.trustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the certificate as PEM. */
  public String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the key as PEM, in PKCS #8. */
  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** Returns the key in the form of its own algorithm, the last part of PKCS #8. */
  String bareKeyPem() {
    byte[] wrapped = key.getEncoded();
    int algorithm = start(wrapped, 0) + 3;
    int octets = start(wrapped, algorithm) + wrapped[algorithm + 1];
    byte[] bare = Arrays.copyOfRange(wrapped, start(wrapped, octets), wrapped.length);
    return pem(key.getAlgorithm() + " PRIVATE KEY", bare);
  }

  private static int start(byte[] der, int at) {
    return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7f : 0);
  }

  static String pem(String label, byte[] der) {
    String text = Base64.getMimeEncoder().encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
  }

  /** Returns both as one PEM text. */
  public String pem() {
    return certificatePem() + keyPem();
  }

  /** Returns the serial number in the balancer's format. */
  public String serial() {
    return certificate.getSerialNumber().toString(16);
  }
}
