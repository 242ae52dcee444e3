package io.ringway.balancer.tls;

import java.util.List;

/**
 * A detector of changed files. It reports a change once the files are the same at two checks, since
 * a file and its key may be written one after the other. Not safe for use by several threads.
 */
final class FileChanges {

  private final CertificateFiles files;
  private List<CertificateFiles.Stamp> seen;
  private List<CertificateFiles.Stamp> reported;

  /** Creates a detector with the files as they are now. */
  FileChanges(CertificateFiles files) {
    this.files = files;
    this.seen = files.stamps();
    this.reported = seen;
  }

  /** Tells whether to read the files again. To be called about every second. */
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
