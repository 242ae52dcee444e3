package io.ringway.balancer.accesslog;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/** Where the lines go. Used by one thread. */
public interface LogSink {

  /** Writes whole lines; may block. */
  void write(byte[] bytes, int length) throws IOException;

  /**
   * Called about once a second: a file that was renamed or removed is opened anew at its path.
   *
   * @param wanted whether somebody asked for it, and so whatever became of the file
   */
  void reopenIfNeeded(boolean wanted) throws IOException;

  /** Ends it. */
  void close() throws IOException;

  /** A file, made when it is not there, else written to its end. */
  static LogSink file(Path path) throws IOException {
    return new LogFile(path);
  }

  /** The standard output of the process. */
  static LogSink standardOutput() {
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    return new LogSink() {
      @Override
      public void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
      }

      @Override
      public void reopenIfNeeded(boolean wanted) {}

      @Override
      public void close() {}

      @Override
      public String toString() {
        return "standard output";
      }
    };
  }
}
