package io.ringway.balancer.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of a PEM file (RFC 7468).
 *
 * @param label type of its content, such as {@code CERTIFICATE}
 * @param text its lines, in Base64
 */
record PemBlock(String label, String text) {

  private static final int MAX_BYTES = 1 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /**
   * Reads the blocks of a file; text between them is ignored.
   *
   * @throws IOException when it cannot be read or is larger than 1 MiB
   */
  static List<PemBlock> read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " is larger than 1 MiB, which no PEM file needs to be.");
    }
    Matcher found = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    List<PemBlock> blocks = new ArrayList<>();
    while (found.find()) {
      blocks.add(new PemBlock(found.group(1), found.group(2)));
    }
    return blocks;
  }

  boolean isCertificate() {
    return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
  }

  boolean isKey() {
    return label.endsWith("PRIVATE KEY");
  }

  private byte[] der() throws GeneralSecurityException {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("a block is not in Base64", e);
    }
  }

  X509Certificate certificate() throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(der()));
  }

  /** Reads the private key that belongs to a public one. */
  PrivateKey key(PublicKey of) throws GeneralSecurityException {
    if (label.startsWith("ENCRYPTED") || text.contains("ENCRYPTED")) {
      throw new GeneralSecurityException(
          "the private key is encrypted; store it decrypted, readable by the balancer only");
    }
    byte[] pkcs8 =
        label.equals("PRIVATE KEY") ? der() : DerReader.privateKeyInfo(of.getEncoded(), der());
    return KeyFactory.getInstance(of.getAlgorithm())
        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }
}
