package io.ringway.balancer.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A log file that can be renamed while it is written. */
final class LogFile implements LogSink {

  private final Path path;
  private FileChannel channel;
  private @Nullable Object key;
  private boolean torn;

  LogFile(Path path) throws IOException {
    this.path = path.toAbsolutePath();
    Path folder = this.path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    this.channel = open();
    this.key = keyOfPath();
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Returns the identity of the file at the path, null when there is none. */
  private @Nullable Object keyOfPath() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void write(byte[] bytes, int length) throws IOException {
    if (torn) {
      // An incomplete line must not swallow the next one.
      all(ByteBuffer.wrap(new byte[] {'\n'}));
      torn = false;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    try {
      all(buffer);
    } catch (IOException e) {
      torn = buffer.position() > 0;
      throw e;
    }
  }

  private void all(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  @Override
  public void reopenIfNeeded(boolean wanted) throws IOException {
    Object now = keyOfPath();
    if (wanted || now == null || !now.equals(key)) {
      // Open first: when that fails, the old file stays in use.
      FileChannel next = open();
      channel.close();
      channel = next;
      key = keyOfPath();
      torn = false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
