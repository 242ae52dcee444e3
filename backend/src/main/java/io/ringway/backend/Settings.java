package io.ringway.backend;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a replica: flags, else environment variables, else defaults.
 *
 * @param id the name in its responses
 * @param bind address to listen on
 * @param port 0 to 65,535; 0 takes a free one
 */
record Settings(String id, String bind, int port) {

  static Settings of(String[] args, Map<String, String> environment) {
    @Nullable String id = environment.get("SERVER_ID");
    @Nullable String bind = environment.get("BIND");
    @Nullable String port = environment.get("PORT");
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException("The option " + args[i] + " needs a value after it.");
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--id" -> id = value;
        case "--bind" -> bind = value;
        case "--port" -> port = value;
        default ->
            throw new IllegalArgumentException(
                "There is no option " + args[i] + ": use --id, --bind and --port.");
      }
    }
    return new Settings(
        id == null ? "1" : id, bind == null ? "127.0.0.1" : bind, port == null ? 9000 : port(port));
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw invalid(text, e);
    }
    throw invalid(text, null);
  }

  private static IllegalArgumentException invalid(String text, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "The port is '" + text + "': give a whole number from 0 to 65535.", cause);
  }
}
