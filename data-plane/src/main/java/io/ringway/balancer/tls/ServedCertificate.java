package io.ringway.balancer.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A certificate of the balancer with its private key.
 *
 * @param file the file that it was read from
 * @param chain the certificate itself, then those that lead to an authority
 * @param key the private key of the first one
 */
record ServedCertificate(Path file, List<X509Certificate> chain, PrivateKey key) {

  private static final int DNS_NAME = 2;

  ServedCertificate {
    chain = List.copyOf(chain);
  }

  /**
   * Reads a file with certificates, and the key from there or from the file beside it whose name
   * ends with {@code .key}.
   *
   * @throws IOException with a sentence that names the file and what is wrong with it
   */
  static ServedCertificate read(Path file) throws IOException {
    try {
      List<PemBlock> blocks = new ArrayList<>(PemBlock.read(file));
      List<X509Certificate> chain = new ArrayList<>();
      for (PemBlock block : blocks) {
        if (block.isCertificate()) {
          chain.add(block.certificate());
        }
      }
      if (chain.isEmpty()) {
        throw new GeneralSecurityException("it holds no certificate");
      }
      for (int i = 1; i < chain.size(); i++) {
        if (!chain
            .get(i - 1)
            .getIssuerX500Principal()
            .equals(chain.get(i).getSubjectX500Principal())) {
          throw new GeneralSecurityException(
              "the certificates are not in order: each is followed by that of its issuer");
        }
      }
      if (blocks.stream().noneMatch(PemBlock::isKey) && Files.isRegularFile(keyBeside(file))) {
        blocks.addAll(PemBlock.read(keyBeside(file)));
      }
      PublicKey publicKey = chain.getFirst().getPublicKey();
      PrivateKey key = key(file, blocks, publicKey);
      verifyKeyPair(key, publicKey);
      return new ServedCertificate(file, chain, key);
    } catch (GeneralSecurityException e) {
      throw new IOException("Cannot use " + file + ": " + e.getMessage() + ".", e);
    }
  }

  private static Path keyBeside(Path file) {
    String name = file.getFileName().toString();
    return file.resolveSibling(name.substring(0, name.lastIndexOf('.') + 1) + "key");
  }

  private static PrivateKey key(Path file, List<PemBlock> blocks, PublicKey of)
      throws GeneralSecurityException {
    List<PemBlock> keys = blocks.stream().filter(PemBlock::isKey).toList();
    if (keys.size() != 1) {
      throw new GeneralSecurityException(
          keys.isEmpty()
              ? "there is no private key in it, nor in " + keyBeside(file)
              : "there is more than one private key");
    }
    return keys.getFirst().key(of);
  }

  /** Checks that the private key belongs to the public one by signing with it. */
  private static void verifyKeyPair(PrivateKey key, PublicKey of) throws GeneralSecurityException {
    String algorithm =
        switch (of.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA" -> "EdDSA";
          default ->
              throw new GeneralSecurityException("its key is neither RSA, ECDSA nor Ed25519");
        };
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    byte[] signed = signer.sign();
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(of);
    if (!verifier.verify(signed)) {
      throw new GeneralSecurityException("the private key is not that of the first certificate");
    }
  }

  /** Returns its host names in lower case; {@code *.} may stand for one label. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    try {
      Collection<List<?>> alternatives = chain.getFirst().getSubjectAlternativeNames();
      for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
        if (alternative.get(0) instanceof Integer kind && kind == DNS_NAME) {
          names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
        }
      }
    } catch (CertificateParsingException e) {
      return Set.of(); // it can only serve names that no other certificate is for
    }
    return names;
  }

  Instant ends() {
    return chain.getFirst().getNotAfter().toInstant();
  }
}
