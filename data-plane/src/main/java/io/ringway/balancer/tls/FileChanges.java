package io.ringway.balancer.tls;

import java.util.List;

/**
 * Whether files have changed, told once they have been the same for two looks: a file and its key
 * may be written one after the other. Not safe for use by several threads.
 */
final class FileChanges {

  private final CertificateFiles files;
  private List<CertificateFiles.Stamp> seen;
  private List<CertificateFiles.Stamp> reported;

  /** Knows them as they are now. */
  FileChanges(CertificateFiles files) {
    this.files = files;
    this.seen = files.stamps();
    this.reported = seen;
  }

  /** Whether they are to be read again. To be called every second or so. */
  boolean changed() {
    List<CertificateFiles.Stamp> now = files.stamps();
    boolean settled = now.equals(seen);
    seen = now;
    if (!settled || now.equals(reported)) {
      return false;
    }
    reported = now;
    return true;
  }
}
