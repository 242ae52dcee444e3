package io.ringway.bench.soak;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** A self-signed certificate with its key, made by the JDK's keytool. */
final class SelfSignedCertificate {

  static final String HOST = "soak.example";

  private static final String PASSWORD = "soak-test";
  private static final String ALIAS = "soak";
  private static final int LINE = 64;

  private final String pem;
  private final BigInteger serial;

  private SelfSignedCertificate(String pem, BigInteger serial) {
    this.pem = pem;
    this.serial = serial;
  }

  /** Creates a certificate, with a temporary key store beside the file. */
  static SelfSignedCertificate make(Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve("made.p12");
    Files.deleteIfExists(store);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-Xmx32m",
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                ALIAS,
                "-dname",
                "CN=" + HOST,
                "-ext",
                "SAN=dns:" + HOST,
                "-validity",
                "90",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (keytool.waitFor() != 0) {
      throw new SoakException("keytool of the JDK made no certificate in " + folder + ".");
    }
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      X509Certificate certificate = (X509Certificate) keys.getCertificate(ALIAS);
      String pem =
          block("CERTIFICATE", certificate.getEncoded())
              + block("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
      return new SelfSignedCertificate(pem, certificate.getSerialNumber());
    } catch (GeneralSecurityException e) {
      throw new SoakException("The made certificate cannot be read: " + e, e);
    }
  }

  private static String block(String type, byte[] bytes) {
    String text = Base64.getMimeEncoder(LINE, "\n".getBytes(US_ASCII)).encodeToString(bytes);
    return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
  }

  BigInteger serial() {
    return serial;
  }

  /** Writes certificate and key to a file, atomically. */
  void write(Path file) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, pem);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
