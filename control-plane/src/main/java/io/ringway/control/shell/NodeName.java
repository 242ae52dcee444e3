package io.ringway.control.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The name of this node among those that share a database: the host name and eight random digits,
 * kept in {@code <data>/node}. The tokens that a node creates for its own machine carry it, so that
 * another node leaves them alone.
 */
@Component
public final class NodeName {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.-]{1,24}-[0-9a-f]{8}");

  private final String text;

  NodeName(@Value("${ringway.data:./data}") Path data) {
    this.text = keep(data.resolve("node"));
  }

  /** Returns at most 33 letters, digits, dots and dashes. */
  public String text() {
    return text;
  }

  private static String keep(Path file) {
    try {
      if (Files.isRegularFile(file)) {
        var known = Files.readString(file).strip();
        if (NAME.matcher(known).matches()) {
          return known;
        }
        throw new StartException(
            "The file "
                + file
                + " does not hold the name of a node: delete it, then a new one is made.");
      }
      var made = make();
      var folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(PrivateFiles.create(file), made + "\n", StandardOpenOption.WRITE);
      return made;
    } catch (FileAlreadyExistsException e) {
      return keep(file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot keep " + file + ": give this user the right to write there.", e);
    }
  }

  private static String make() {
    var digits = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    return host() + "-" + digits;
  }

  private static String host() {
    String name;
    try {
      name = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A machine that does not know its host name is still a node.
      return "node";
    }
    var plain = name.replaceAll("[^A-Za-z0-9.-]", "-");
    return plain.isEmpty() ? "node" : plain.substring(0, Math.min(24, plain.length()));
  }
}
