package io.ringway.balancer.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * A converter of the older DER (ITU-T X.690) forms of private keys, {@code RSA PRIVATE KEY} and
 * {@code EC PRIVATE KEY}, into the one that Java reads: PKCS #8 (RFC 5208) names the algorithm
 * beside the key, and the public key of the certificate (RFC 5280) names the same one.
 */
final class DerReader {

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final byte[] VERSION_0 = {2, 1, 0};

  private DerReader() {}

  /**
   * Writes a key in PKCS #8.
   *
   * @param publicKey the SubjectPublicKeyInfo that it belongs to
   * @param key RSAPrivateKey (RFC 8017) or ECPrivateKey (RFC 5915)
   */
  static byte[] privateKeyInfo(byte[] publicKey, byte[] key) throws GeneralSecurityException {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    inner.writeBytes(VERSION_0);
    inner.writeBytes(firstOf(publicKey));
    inner.writeBytes(wrap(OCTETS, key));
    return wrap(SEQUENCE, inner.toByteArray());
  }

  private static byte[] wrap(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      int bytes = (39 - Integer.numberOfLeadingZeros(content.length)) / 8;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(content.length >> 8 * i);
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  /** Returns the first element within a sequence, with its tag and length. */
  private static byte[] firstOf(byte[] sequence) throws GeneralSecurityException {
    int start = contentStart(sequence, 0);
    int content = contentStart(sequence, start);
    return Arrays.copyOfRange(sequence, start, content + contentLength(sequence, start));
  }

  private static int contentStart(byte[] in, int at) throws GeneralSecurityException {
    if (at + 1 >= in.length) {
      throw new GeneralSecurityException("the public key is cut off");
    }
    return at + 2 + (in[at + 1] < 0 ? in[at + 1] & 0x7f : 0);
  }

  private static int contentLength(byte[] in, int at) throws GeneralSecurityException {
    int end = contentStart(in, at);
    if (end == at + 2) {
      return in[at + 1];
    }
    int length = 0;
    for (int i = at + 2; i < end; i++) {
      length = length << 8 | in[i] & 0xff;
    }
    return length;
  }
}
